#include "jetseq/evaluate/roc.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jetseq {
namespace {

/// VBF efficiency of the curve at the first place where its ggF/DY efficiency reaches `ggf`.
double interpolated_vbf(std::vector<RocPoint> const& points, double ggf) {
    auto const above = std::find_if(points.begin(), points.end(), [&](auto const& point) { return point.ggf > ggf; });
    if (above == points.end()) return points.back().vbf;
    if (above == points.begin()) return above->vbf;
    auto const below = above - 1;
    return below->vbf + (above->vbf - below->vbf) * (ggf - below->ggf) / (above->ggf - below->ggf);
}

}  // namespace

Roc roc_curve(Ranking const& ranking) {
    Roc roc{{}, ranking.vbf(), ranking.ggf()};
    for_each_roc_point(ranking, [&](RocPoint const& point) { roc.points.push_back(point); });
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

}  // namespace jetseq
