#include "evaluate/metrics/measure.hpp"

#include <algorithm>
#include <cmath>

#include "event/threshold.hpp"

namespace jetseq {
namespace {

/// Efficiencies of the events for which `passes(i)`.
template <class Passes>
ClassEfficiencies efficiencies(std::span<std::int8_t const> label, std::span<float const> weight, Passes passes) {
    WeightSum passed[2], total[2];  // [class]: ggF/DY, VBF
    for (std::size_t i = 0; i < label.size(); ++i) {
        int const c = label[i] == 1;
        total[c].add(weight[i]);
        if (passes(i)) passed[c].add(weight[i]);
    }
    return {efficiency(passed[1], total[1]), efficiency(passed[0], total[0])};
}

/// Whether the step from one point to another is visible in a plot.
bool is_visible_step(RocPoint const& from, RocPoint const& to) {
    constexpr double smallest_step = 0.003, smallest_ratio = 1.03;
    bool const in_rejection = to.ggf > from.ggf * smallest_ratio && to.vbf > from.vbf + smallest_step / 10;
    return std::abs(to.vbf - from.vbf) > smallest_step || in_rejection;
}

/// Sums over the events of one calibration bin.
struct CalibrationSums {
    std::uint64_t n = 0;
    WeightSum vbf, all;
    double w_score = 0;  // sum of weight * score

    void add(double score, double weight, bool is_vbf) {
        ++n;
        all.add(weight);
        if (is_vbf) vbf.add(weight);
        w_score += weight * score;
    }
    double mean_score() const { return all.w > 0 ? w_score / all.w : std::numeric_limits<double>::quiet_NaN(); }
};

double expected_error(std::vector<CalibrationBin> const& bins, std::vector<CalibrationSums> const& sums) {
    double w_difference = 0, w = 0;
    for (std::size_t b = 0; b < bins.size(); ++b) {
        if (!(sums[b].all.w > 0)) continue;
        w_difference += sums[b].all.w * std::abs(bins[b].vbf_fraction.value - bins[b].mean_score);
        w += sums[b].all.w;
    }
    return w_difference / w;  // NaN without events
}

std::vector<double> equal_bins(std::size_t n) {
    std::vector<double> edges;
    for (std::size_t i = 0; i <= n; ++i) edges.push_back(static_cast<double>(i) / static_cast<double>(n));
    return edges;
}

}  // namespace

OperatingPoint operating_point(LabelledScores const& scores, double threshold) {
    auto const passes = [&](std::size_t i) { return is_above(scores.score[i], threshold); };
    auto const both = efficiencies(scores.label, scores.weight, passes);
    return {threshold, both.vbf, both.ggf};
}

ClassEfficiencies efficiencies_of(std::span<std::int8_t const> label, std::span<float const> weight,
                                  std::span<std::uint8_t const> passes) {
    return efficiencies(label, weight, [&](std::size_t i) { return passes[i] != 0; });
}

std::vector<OperatingPoint> thinned(Ranking const& ranking) {
    std::vector<OperatingPoint> result;
    RocPoint kept{0, -1, -1};
    for_each_roc_point(ranking, [&](RocPoint const& point, Tie const& above) {
        bool const is_end = std::isinf(point.threshold);
        if (!is_end && !is_visible_step(kept, point)) return;
        result.push_back({point.threshold, efficiency(above.vbf, ranking.vbf()), efficiency(above.ggf, ranking.ggf())});
        kept = point;
    });
    return result;
}

Calibration calibration(LabelledScores const& scores) {
    constexpr std::size_t n_bins = 10;
    auto const edges = equal_bins(n_bins);
    std::vector<CalibrationSums> sums(n_bins);
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        sums[bin_of(scores.score[i], edges)].add(scores.score[i], scores.weight[i], scores.label[i] == 1);
    }
    Calibration result;
    for (std::size_t b = 0; b < n_bins; ++b) {
        result.bins.push_back(
            {edges[b], edges[b + 1], sums[b].n, sums[b].mean_score(), efficiency(sums[b].vbf, sums[b].all)});
    }
    result.expected_error = expected_error(result.bins, sums);
    return result;
}

std::vector<double> score_edges() { return equal_bins(40); }

ScoreDensity score_density(LabelledScores const& scores, std::int8_t label, std::vector<double> const& edges) {
    std::size_t const n_bins = edges.size() - 1;
    std::vector<WeightSum> bins(n_bins);
    WeightSum total;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        if (scores.label[i] != label) continue;
        bins[bin_of(scores.score[i], edges)].add(scores.weight[i]);
        total.add(scores.weight[i]);
    }
    ScoreDensity result;
    double const scale = total.w > 0 ? static_cast<double>(n_bins) / total.w : 0;
    for (auto const& bin : bins) {
        result.density.push_back(bin.w * scale);
        result.error.push_back(std::sqrt(bin.w2) * scale);
    }
    return result;
}

}  // namespace jetseq
