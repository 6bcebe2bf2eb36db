#include "evaluate/metrics/roc.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jetseq::evaluate {
namespace {

using Coordinate = double RocPoint::*;

/// The first crossing of a value by one coordinate of a curve: between two points, or at an end of the curve.
struct Crossing {
    RocPoint before, after;
    double part;  ///< position between both, in [0, 1]

    double of(Coordinate wanted) const { return before.*wanted + (after.*wanted - before.*wanted) * part; }
    /// The fraction of an event that passes: events tied at the threshold pass in part.
    double passing(float score) const { return score > before.threshold ? 1 : score == before.threshold ? part : 0; }
};

Crossing crossing(std::vector<RocPoint> const& points, Coordinate given, double value) {
    auto const above =
        std::find_if(points.begin(), points.end(), [&](auto const& point) { return point.*given > value; });
    if (above == points.end()) return {points.back(), points.back(), 0};
    if (above == points.begin()) return {*above, *above, 0};
    auto const &a = *(above - 1), &b = *above;
    return {a, b, (value - a.*given) / (b.*given - a.*given)};
}

double interpolated(Roc const& roc, Coordinate wanted, Coordinate given, double value) {
    if (roc.points.empty() || !std::isfinite(value)) return std::numeric_limits<double>::quiet_NaN();
    return crossing(roc.points, given, value).of(wanted);
}

/// The events of one class that pass, with ties in part, and the variance of their fraction as an estimate of the mean
/// of `reference(i)`, a number in [0, 1].
struct Passing {
    WeightSum passed, total;
    double squares = 0;

    Efficiency around(double value, double z) const {
        WeightSum const sum{value * total.w, passed.w2, passed.magnitude};
        return efficiency(sum, total, squares / (total.w * total.w), z);
    }
};

template <class Reference>
Passing passing(LabelledScores const& scores, std::int8_t label, Crossing const& at, Reference reference) {
    Passing sums;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        if ((scores.label[i] == 1) != (label == 1)) continue;
        double const w = scores.weight[i], part = at.passing(scores.score[i]), distance = w * (part - reference(i));
        sums.total.add(w);
        sums.passed.w += w * part, sums.passed.w2 += w * w * part, sums.passed.magnitude += std::abs(w) * part;
        sums.squares += distance * distance;
    }
    return sums;
}

/// The efficiency of one class at the efficiency `value` of the other.
Efficiency measured(LabelledScores const& scores, Roc const& roc, Coordinate wanted, double value,
                    std::span<std::uint8_t const> cuts) {
    if (roc.points.empty() || !std::isfinite(value)) return {};
    bool const wants_vbf = wanted == &RocPoint::vbf;
    Coordinate const given = wants_vbf ? &RocPoint::ggf : &RocPoint::vbf;
    auto const at = crossing(roc.points, given, value);
    double const found = at.of(wanted);
    auto const own = passing(scores, wants_vbf, at, [&](std::size_t) { return found; }).around(found, 1);
    auto const other = passing(scores, !wants_vbf, at,
                               [&](std::size_t i) { return cuts.empty() ? value : static_cast<double>(cuts[i] != 0); });
    // Half the effect of moving the threshold by two standard deviations up and down: one standard deviation is few
    // events of the curve, and its slope would be noisy.
    auto const ends = other.around(value, 2);
    double const below = (found - interpolated(roc, wanted, given, ends.low)) / 2;
    double const above = (interpolated(roc, wanted, given, ends.high) - found) / 2;
    return {found, std::max(0.0, found - std::hypot(found - own.low, below)),
            std::min(1.0, found + std::hypot(own.high - found, above))};
}

}  // namespace

Roc roc_curve(Ranking const& ranking) {
    Roc roc{{}, ranking.vbf(), ranking.ggf()};
    for_each_roc_point(ranking, [&](RocPoint const& point, Tie const&) { roc.points.push_back(point); });
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

double vbf_at_ggf(Roc const& roc, double ggf_efficiency) {
    return interpolated(roc, &RocPoint::vbf, &RocPoint::ggf, ggf_efficiency);
}

Efficiency measured_vbf_at_ggf(LabelledScores const& scores, Roc const& roc, double ggf_efficiency,
                               std::span<std::uint8_t const> cuts) {
    return measured(scores, roc, &RocPoint::vbf, ggf_efficiency, cuts);
}

Efficiency measured_ggf_at_vbf(LabelledScores const& scores, Roc const& roc, double vbf_efficiency,
                               std::span<std::uint8_t const> cuts) {
    return measured(scores, roc, &RocPoint::ggf, vbf_efficiency, cuts);
}

}  // namespace jetseq::evaluate
