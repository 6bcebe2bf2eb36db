#include "jetseq/evaluate/roc.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jetseq {
namespace {

using Coordinate = double RocPoint::*;

/// `wanted` of the curve at the first place where its coordinate `given` reaches `value`.
double interpolated(std::vector<RocPoint> const& points, Coordinate wanted, Coordinate given, double value) {
    auto const above =
        std::find_if(points.begin(), points.end(), [&](auto const& point) { return point.*given > value; });
    if (above == points.end()) return points.back().*wanted;
    if (above == points.begin()) return (*above).*wanted;
    auto const &a = *(above - 1), &b = *above;
    return a.*wanted + (b.*wanted - a.*wanted) * (value - a.*given) / (b.*given - a.*given);
}

Efficiency passing(double fraction, WeightSum const& all, double z) {
    return efficiency(WeightSum{fraction * all.w, 0}, all, z);
}

/// The efficiency of one class where that of the other is `value`.
Efficiency at(Roc const& roc, Coordinate wanted, Coordinate given, double value) {
    if (roc.points.empty() || !std::isfinite(value)) return {};
    bool const wants_vbf = wanted == &RocPoint::vbf;
    auto const &own = wants_vbf ? roc.vbf : roc.ggf, &other = wants_vbf ? roc.ggf : roc.vbf;
    double const found = interpolated(roc.points, wanted, given, value);
    auto const own_events = passing(found, own, 1);
    // A threshold whose true `given` efficiency is lower (higher) has the efficiency found there. Half of what two
    // standard deviations do: one is few events of the curve, on which its slope would be noisy.
    auto const other_events = passing(value, other, 2);
    double const below = (found - interpolated(roc.points, wanted, given, other_events.low)) / 2;
    double const above = (interpolated(roc.points, wanted, given, other_events.high) - found) / 2;
    return {found, std::max(0.0, found - std::hypot(found - own_events.low, below)),
            std::min(1.0, found + std::hypot(own_events.high - found, above))};
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
    return at(roc, &RocPoint::vbf, &RocPoint::ggf, ggf_efficiency);
}

Efficiency ggf_at_vbf(Roc const& roc, double vbf_efficiency) {
    return at(roc, &RocPoint::ggf, &RocPoint::vbf, vbf_efficiency);
}

}  // namespace jetseq
