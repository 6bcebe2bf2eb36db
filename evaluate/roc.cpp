#include "jetseq/evaluate/roc.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace jetseq {
namespace {

/// Positions of the events in falling score; equal scores keep their order, so that sums are reproducible.
std::vector<std::size_t> by_falling_score(std::span<float const> score) {
    std::vector<std::size_t> order(score.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return score[a] > score[b]; });
    return order;
}

/// Events of equal score: their weights by class, and where they stand in the order.
struct Tie {
    double score;
    double vbf, ggf;          // sums of weights
    std::size_t first, last;  // [first, last) in the order
};

std::vector<Tie> ties(LabelledScores const& scores, std::vector<std::size_t> const& order) {
    std::vector<Tie> result;
    for (std::size_t k = 0; k < order.size(); ++k) {
        double const score = scores.score[order[k]];
        if (result.empty() || score != result.back().score) result.push_back({score, 0, 0, k, k});
        auto& tie = result.back();
        (scores.label[order[k]] == 1 ? tie.vbf : tie.ggf) += scores.weight[order[k]];
        tie.last = k + 1;
    }
    return result;
}

WeightSum class_sum(LabelledScores const& scores, std::int8_t label) {
    WeightSum sum;
    for (std::size_t i = 0; i < scores.label.size(); ++i) {
        if (scores.label[i] == label) sum.add(scores.weight[i]);
    }
    return sum;
}

/// VBF efficiency of the curve at the first place where its ggF/DY efficiency reaches `ggf`.
double interpolated_vbf(std::vector<RocPoint> const& points, double ggf) {
    auto const above = std::find_if(points.begin(), points.end(), [&](auto const& point) { return point.ggf > ggf; });
    if (above == points.end()) return points.back().vbf;
    if (above == points.begin()) return above->vbf;
    auto const below = above - 1;
    return below->vbf + (above->vbf - below->vbf) * (ggf - below->ggf) / (above->ggf - below->ggf);
}

/// Mean placement value of a class, and the variance of that mean.
struct Placements {
    double sum_w2_v = 0, sum_w2_v2 = 0;  // sums of w^2 V, w^2 V^2

    void add(double w, double v) noexcept { sum_w2_v += w * w * v, sum_w2_v2 += w * w * v * v; }
    double variance_of_mean(WeightSum const& total, double mean) const noexcept {
        double const n_eff = total.effective_events();
        if (!(n_eff > 1)) return std::numeric_limits<double>::quiet_NaN();
        double const squares = sum_w2_v2 - 2 * mean * sum_w2_v + mean * mean * total.w2;
        return std::max(0.0, squares) / (total.w * total.w) * n_eff / (n_eff - 1);
    }
};

}  // namespace

LabelledScores::LabelledScores(std::span<float const> scores, std::span<std::int8_t const> labels,
                               std::span<float const> weights)
    : score{scores}, label{labels}, weight{weights} {
    assert(score.size() == label.size() && score.size() == weight.size());
}

Roc roc_curve(LabelledScores const& scores) {
    Roc roc{{}, class_sum(scores, 1), class_sum(scores, 0)};
    if (!(roc.vbf.w > 0) || !(roc.ggf.w > 0)) return roc;
    double vbf = 0, ggf = 0;  // weights above the threshold
    for (auto const& tie : ties(scores, by_falling_score(scores.score))) {
        roc.points.push_back({tie.score, vbf / roc.vbf.w, ggf / roc.ggf.w});
        vbf += tie.vbf, ggf += tie.ggf;
    }
    roc.points.push_back({-std::numeric_limits<double>::infinity(), 1, 1});
    return roc;
}

double threshold_at_ggf(Roc const& roc, double ggf_efficiency) {
    double threshold = std::numeric_limits<double>::quiet_NaN();
    for (auto const& point : roc.points) {
        if (point.ggf > ggf_efficiency) break;
        threshold = point.threshold;
    }
    return threshold;
}

Efficiency vbf_at_ggf(Roc const& roc, double ggf_efficiency) {
    if (roc.points.empty() || !std::isfinite(ggf_efficiency)) return {};
    double const vbf = interpolated_vbf(roc.points, ggf_efficiency);
    auto const passing = [](double fraction, WeightSum const& all, double z) {
        return efficiency(WeightSum{fraction * all.w, 0}, all, z);
    };
    auto const vbf_events = passing(vbf, roc.vbf, 1);
    // A threshold whose true ggF/DY efficiency is lower (higher) has the VBF efficiency found there. Half of what two
    // standard deviations do: one is few events of the curve, on which its slope would be noisy.
    auto const ggf_events = passing(ggf_efficiency, roc.ggf, 2);
    double const below = (vbf - interpolated_vbf(roc.points, ggf_events.low)) / 2;
    double const above = (interpolated_vbf(roc.points, ggf_events.high) - vbf) / 2;
    return {vbf, std::max(0.0, vbf - std::hypot(vbf - vbf_events.low, below)),
            std::min(1.0, vbf + std::hypot(vbf_events.high - vbf, above))};
}

Auc auc(LabelledScores const& scores) {
    auto const all_vbf = class_sum(scores, 1), all_ggf = class_sum(scores, 0);
    if (!(all_vbf.w > 0) || !(all_ggf.w > 0)) return {};
    auto const order = by_falling_score(scores.score);
    Placements vbf, ggf;
    double vbf_above = 0, ggf_above = 0, area = 0;
    for (auto const& tie : ties(scores, order)) {
        // Placement of an event: the weighted fraction of the other class that it beats, ties half.
        double const v_vbf = 1 - (ggf_above + tie.ggf / 2) / all_ggf.w;
        double const v_ggf = (vbf_above + tie.vbf / 2) / all_vbf.w;
        for (std::size_t k = tie.first; k < tie.last; ++k) {
            bool const is_vbf = scores.label[order[k]] == 1;
            (is_vbf ? vbf : ggf).add(scores.weight[order[k]], is_vbf ? v_vbf : v_ggf);
        }
        area += tie.vbf / all_vbf.w * v_vbf;
        vbf_above += tie.vbf, ggf_above += tie.ggf;
    }
    double const variance = vbf.variance_of_mean(all_vbf, area) + ggf.variance_of_mean(all_ggf, area);
    return {area, std::sqrt(variance)};
}

}  // namespace jetseq
