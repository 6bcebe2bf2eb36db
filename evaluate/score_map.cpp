#include "jetseq/evaluate/score_map.hpp"

#include <algorithm>
#include <cmath>

#include "jetseq/event/error.hpp"

namespace jetseq {
namespace {

double logit(float score) {
    double const p = std::clamp(static_cast<double>(score), 1e-9, 1 - 1e-9);
    return std::log(p / (1 - p));
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// Gradient and curvature of the cross-entropy by (slope, offset).
struct Derivatives {
    double slope = 0, offset = 0, slope_slope = 0, slope_offset = 0, offset_offset = 0;
};

Derivatives derivatives(LabelledScores const& scores, LogisticMap const& map) {
    Derivatives d;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        double const x = logit(scores.score[i]), p = sigmoid(map.slope * x + map.offset), w = scores.weight[i];
        double const g = w * (p - (scores.label[i] == 1)), h = w * p * (1 - p);
        d.slope += g * x, d.offset += g;
        d.slope_slope += h * x * x, d.slope_offset += h * x, d.offset_offset += h;
    }
    return d;
}

LogisticMap fit(LabelledScores const& scores, bool with_offset) {
    LogisticMap map;
    for (int step = 0; step < 50; ++step) {
        auto const d = derivatives(scores, map);
        double const cross = with_offset ? d.slope_offset : 0;
        double const determinant = d.slope_slope * (with_offset ? d.offset_offset : 1) - cross * cross;
        if (!(determinant > 0)) break;
        double const by_slope =
            ((with_offset ? d.offset_offset : 1) * d.slope - cross * (with_offset ? d.offset : 0)) / determinant;
        double const by_offset = with_offset ? (d.slope_slope * d.offset - cross * d.slope) / determinant : 0;
        map.slope -= std::clamp(by_slope, -1.0, 1.0), map.offset -= std::clamp(by_offset, -1.0, 1.0);
        if (std::abs(by_slope) + std::abs(by_offset) < 1e-12) return map;
    }
    throw Error{
        "the scores can't be calibrated (one class only, or classes that a threshold separates). Give more events"};
}

/// Events of neighbouring scores with one value.
struct Block {
    float first;
    double w, w_vbf;
    double value() const { return w_vbf / w; }
};

}  // namespace

float LogisticMap::operator()(float score) const noexcept {
    return static_cast<float>(sigmoid(slope * logit(score) + offset));
}

LogisticMap fit_temperature(LabelledScores const& scores) { return fit(scores, false); }
LogisticMap fit_logistic(LabelledScores const& scores) { return fit(scores, true); }

float IsotonicMap::operator()(float s) const noexcept {
    auto const above = std::upper_bound(score.begin(), score.end(), s);
    return value[static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - score.begin() - 1, 0))];
}

IsotonicMap fit_isotonic(LabelledScores const& scores) {
    std::vector<float> weight(scores.weight.begin(), scores.weight.end());
    for (auto& w : weight) w = std::max(w, 0.0F);
    std::vector<Block> events;
    Ranking{LabelledScores{scores.score, scores.label, weight}}.for_each_tie([&](Tie const& tie) {
        double const w = tie.vbf.w + tie.ggf.w;
        if (w > 0) events.push_back({tie.score, w, tie.vbf.w});
    });
    if (events.empty()) throw Error{"there is no event of positive weight to calibrate with. Give more events"};
    std::vector<Block> blocks;
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        blocks.push_back(*event);
        while (blocks.size() > 1 && blocks.back().value() <= blocks[blocks.size() - 2].value()) {
            auto const last = blocks.back();
            blocks.pop_back();
            blocks.back().w += last.w, blocks.back().w_vbf += last.w_vbf;
        }
    }
    IsotonicMap map;
    for (auto const& block : blocks) {
        map.score.push_back(block.first), map.value.push_back(static_cast<float>(block.value()));
    }
    return map;
}

}  // namespace jetseq
