#include "evaluate/scores/score_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/error.hpp"

namespace jetseq::evaluate {
namespace {

double logit(float score) {
    double const p = std::clamp(static_cast<double>(score), 1e-9, 1 - 1e-9);
    return std::log(p / (1 - p));
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// -log(sigmoid(x))
double surprise(double x) { return std::log1p(std::exp(-std::fabs(x))) + std::max(-x, 0.0); }

/// The cross-entropy, its gradient and its curvature by (slope, offset).
struct Derivatives {
    double value = 0, slope = 0, offset = 0, slope_slope = 0, slope_offset = 0, offset_offset = 0;
};

Derivatives derivatives(LabelledScores const& scores, LogisticMap const& map) {
    Derivatives d;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        double const x = logit(scores.score[i]), z = map.slope * x + map.offset, p = sigmoid(z), w = scores.weight[i];
        d.value += w * surprise(scores.label[i] == 1 ? z : -z);
        double const g = w * (p - (scores.label[i] == 1)), h = w * p * (1 - p);
        d.slope += g * x, d.offset += g;
        d.slope_slope += h * x * x, d.slope_offset += h * x, d.offset_offset += h;
    }
    return d;
}

Error cannot_calibrate(std::string const& why, std::string const& remedy = "Give more events") {
    return Error{"the scores can't be calibrated (" + why + "). " + remedy};
}

constexpr char const* all_the_same = "all scores are the same, so that nothing tells the events apart";
constexpr char const* other_scores = "Give events with different scores; those without jets have one and the same";

/// Throws Error for scores from which no calibration can be made.
void require_usable(LabelledScores const& scores, std::string const& signal, bool negative_weights_count = true) {
    if (scores.weight.empty()) throw cannot_calibrate("there are no events");
    bool has[2] = {false, false}, has_negative = false;
    for (std::size_t i = 0; i < scores.weight.size(); ++i) {
        float const w = scores.weight[i];
        has[scores.label[i] == 1] |= negative_weights_count ? w != 0 : w > 0;
        has_negative |= w < 0;
    }
    bool const are_left_out = has_negative && !negative_weights_count;
    if (!has[0] && !has[1]) {
        throw cannot_calibrate(std::string{"the weights of all events are 0"} + (are_left_out ? " or negative" : ""),
                               "Give events with weights");
    }
    if (has[0] && has[1]) return;
    throw cannot_calibrate("one class only: " + (has[1] ? "all events are " + signal : "no event is " + signal) +
                               ", of those with a weight" + (are_left_out ? " above 0" : ""),
                           "Give events of both");
}

/// The lowest and the highest logit of events with a weight, for each class: [ggF, VBF].
struct BinRange {
    double low = INFINITY, high = -INFINITY;
};
std::array<BinRange, 2> ranges_of(LabelledScores const& scores) {
    std::array<BinRange, 2> of;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        if (scores.weight[i] == 0) continue;
        auto& [low, high] = of[scores.label[i] == 1];
        low = std::min(low, logit(scores.score[i])), high = std::max(high, logit(scores.score[i]));
    }
    return of;
}

bool are_all_the_same(LabelledScores const& scores) {
    auto const [ggf, vbf] = ranges_of(scores);
    return std::min(ggf.low, vbf.low) == std::max(ggf.high, vbf.high);
}

/// Throws Error if the cross-entropy has no minimum.
void require_minimum(LabelledScores const& scores, bool with_offset, std::string const& signal) {
    require_usable(scores, signal);
    auto const [ggf, vbf] = ranges_of(scores);
    if (are_all_the_same(scores) && (with_offset || ggf.low == 0)) throw cannot_calibrate(all_the_same, other_scores);
    bool const rising = with_offset ? ggf.high <= vbf.low : ggf.high <= 0 && 0 <= vbf.low;
    bool const falling = with_offset ? vbf.high <= ggf.low : vbf.high <= 0 && 0 <= ggf.low;
    if (rising || falling) throw cannot_calibrate("a threshold separates the classes");
}

LogisticMap fit(LabelledScores const& scores, bool with_offset, std::string const& signal) {
    require_minimum(scores, with_offset, signal);
    constexpr double shortest_part = 1e-9;  // of a step
    LogisticMap map;
    auto d = derivatives(scores, map);
    for (int step = 0; step < 200; ++step) {
        double const cross = with_offset ? d.slope_offset : 0;
        double const determinant = d.slope_slope * (with_offset ? d.offset_offset : 1) - cross * cross;
        if (!(determinant > 0)) break;
        double const by_slope =
            ((with_offset ? d.offset_offset : 1) * d.slope - cross * (with_offset ? d.offset : 0)) / determinant;
        double const by_offset = with_offset ? (d.slope_slope * d.offset - cross * d.slope) / determinant : 0;
        double const rounding = 1e-12 * std::fabs(d.value), before = d.value;
        LogisticMap const from = map;
        double part = 1;  // halved until the cross-entropy falls
        for (; part > shortest_part; part /= 2) {
            map = {from.slope - part * by_slope, from.offset - part * by_offset};
            d = derivatives(scores, map);
            if (d.value <= before + rounding) break;
        }
        if (!(part > shortest_part)) break;
        if (std::abs(by_slope) + std::abs(by_offset) >= 1e-12 * std::max(1.0, std::fabs(map.slope))) continue;
        if (map.slope > 0) return map;
        if (are_all_the_same(scores)) throw cannot_calibrate(all_the_same, other_scores);
        throw cannot_calibrate("they fall where " + signal + " becomes likelier: the map would turn them round",
                               "Check the labels of the events, and whether the model is meant for them");
    }
    bool const has_negative = std::any_of(scores.weight.begin(), scores.weight.end(), [](float w) { return w < 0; });
    throw cannot_calibrate(has_negative ? "no least cross-entropy was found; negative weights may leave it without one"
                                        : "the search for the least cross-entropy did not converge");
}

/// Events of neighbouring scores with one value.
struct Block {
    float first;
    double w, w_vbf, w_logit;  ///< sums of the weights, of those of VBF, and of weight times logit
    double value() const { return w_vbf / w; }
    double from() const { return w_logit / w; }
    double to() const { return std::log(w_vbf / (w - w_vbf)); }
};

/// Merges block n + 1 into block n.
void pool(std::vector<Block>& blocks, std::size_t n) {
    auto const& next = blocks[n + 1];
    blocks[n].w += next.w, blocks[n].w_vbf += next.w_vbf, blocks[n].w_logit += next.w_logit;
    blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(n) + 1);
}

/// Blocks of rising value, by pooling adjacent violators.
std::vector<Block> rising_blocks(LabelledScores const& scores) {
    std::vector<float> weight(scores.weight.begin(), scores.weight.end());
    for (auto& w : weight) w = std::max(w, 0.0F);
    std::vector<Block> events;
    Ranking{LabelledScores{scores.score, scores.label, weight}}.for_each_tie([&](Tie const& tie) {
        double const w = tie.vbf.w + tie.ggf.w;
        if (w > 0) events.push_back({tie.score, w, tie.vbf.w, w * logit(tie.score)});
    });
    if (events.empty()) throw Error{"there is no event of positive weight to calibrate with. Give more events"};
    std::vector<Block> blocks;
    std::reverse(events.begin(), events.end());
    for (auto const& event : events) {
        blocks.push_back(event);
        while (blocks.size() > 1 && blocks.back().value() <= blocks[blocks.size() - 2].value()) {
            pool(blocks, blocks.size() - 2);
        }
    }
    return blocks;
}

/// Half the weight of an effective event.
double half_an_event(LabelledScores const& scores) {
    double w = 0, w2 = 0;
    for (double const weight : scores.weight) {
        if (weight > 0) w += weight, w2 += weight * weight;
    }
    return w2 / w / 2;
}

/// A slope between logits: from the middle of one block to that of a later one.
double slope(Block const& one, Block const& other) { return (other.to() - one.to()) / (other.from() - one.from()); }

/// The first block that can't be a knot of IsotonicLine; blocks.size() if there is none.
std::size_t too_small(std::vector<Block> const& blocks) {
    constexpr double least_fraction = 1 / 32.0;  // of the weight: smaller blocks overfit, and more layers cost time
    constexpr double steepest = 10;              // in mean slopes: differences between engines grow by this factor
    double all = 0;
    for (auto const& block : blocks) all += block.w;
    auto const less = [](Block const& one, Block const& other) { return one.w < other.w; };
    auto const lightest = std::min_element(blocks.begin(), blocks.end(), less);
    if (lightest->w < least_fraction * all) return static_cast<std::size_t>(lightest - blocks.begin());
    double const mean = slope(blocks.front(), blocks.back());
    for (std::size_t n = 0; n + 1 < blocks.size(); ++n) {
        double const rise = slope(blocks[n], blocks[n + 1]);
        if (!(rise > 0 && rise < steepest * mean)) return less(blocks[n], blocks[n + 1]) ? n : n + 1;
    }
    return blocks.size();
}

}  // namespace

float LogisticMap::operator()(float score) const noexcept {
    return static_cast<float>(sigmoid(slope * logit(score) + offset));
}

LogisticMap fit_temperature(LabelledScores const& scores, std::string const& signal) {
    return fit(scores, false, signal);
}
LogisticMap fit_logistic(LabelledScores const& scores, std::string const& signal) { return fit(scores, true, signal); }

float IsotonicMap::operator()(float s) const noexcept {
    auto const above = std::upper_bound(score.begin(), score.end(), s);
    return value[static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - score.begin() - 1, 0))];
}

IsotonicMap fit_isotonic(LabelledScores const& scores, std::string const& signal) {
    require_usable(scores, signal, false);
    IsotonicMap map;
    for (auto const& block : rising_blocks(scores)) {
        map.score.push_back(block.first), map.value.push_back(static_cast<float>(block.value()));
    }
    return map;
}

float IsotonicLine::operator()(float score) const noexcept {
    double const x = logit(score);
    auto const above = static_cast<std::size_t>(std::upper_bound(from.begin(), from.end(), x) - from.begin());
    std::size_t const knot = above == 0 ? 0 : above - 1;
    return static_cast<float>(sigmoid(to[knot] + slope_after(above) * (x - from[knot])));
}

double IsotonicLine::slope_after(std::size_t knots) const noexcept {
    bool const beyond = knots == 0 || knots == from.size();
    std::size_t const one = beyond ? 0 : knots - 1, other = beyond ? from.size() - 1 : knots;
    return (to[other] - to[one]) / (from[other] - from[one]);
}

IsotonicLine fit_isotonic_line(LabelledScores const& scores, std::string const& signal) {
    require_usable(scores, signal, false);
    auto blocks = rising_blocks(scores);
    double const half = half_an_event(scores);
    auto &first = blocks.front(), &last = blocks.back();
    if (!(first.w_vbf > 0)) first.w_vbf = half;  // or their logits would not be finite
    if (!(last.w_vbf < last.w)) last.w_vbf = last.w - half;
    for (std::size_t n = 0; blocks.size() > 1 && (n = too_small(blocks)) < blocks.size();) {
        bool const lower = n > 0 && (n + 1 == blocks.size() || blocks[n - 1].w <= blocks[n + 1].w);
        pool(blocks, lower ? n - 1 : n);
    }
    if (blocks.size() == 1) {
        throw are_all_the_same(scores)
            ? cannot_calibrate(all_the_same, other_scores)
            : cannot_calibrate("they don't rise where " + signal + " becomes likelier",
                               "Give more events; check their labels, and whether the model is meant for them");
    }
    IsotonicLine line;
    for (auto const& block : blocks) line.from.push_back(block.from()), line.to.push_back(block.to());
    return line;
}

}  // namespace jetseq::evaluate
