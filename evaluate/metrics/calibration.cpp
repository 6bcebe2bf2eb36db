#include "evaluate/metrics/calibration.hpp"

#include <cmath>

#include "evaluate/scores/bins.hpp"
#include "event/threshold.hpp"

namespace jetseq::evaluate {
namespace {

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

}  // namespace

Calibration calibration(LabelledScores const& scores) {
    constexpr std::size_t n_bins = 10;
    auto const edges = equal_bins(0, 1, n_bins);
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

}  // namespace jetseq::evaluate
