#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "evaluate/metrics/efficiency.hpp"
#include "evaluate/scores/ranking.hpp"

namespace jetseq::evaluate {

/// Efficiencies of both classes under one selection.
struct ClassEfficiencies {
    Efficiency vbf, ggf;
};

/// Efficiencies of both classes for score > threshold.
struct OperatingPoint {
    double threshold;
    Efficiency vbf, ggf;
};

/// The thresholds of the report's working points.
inline constexpr double report_thresholds[] = {0.6, 0.7, 0.8};

/// Efficiencies for score > threshold.
OperatingPoint operating_point(LabelledScores const& scores, double threshold);

/// Efficiencies of the events for which `passes` is not 0.
ClassEfficiencies efficiencies_of(std::span<std::int8_t const> label, std::span<float const> weight,
                                  std::span<std::uint8_t const> passes);

/// A few hundred points of the ROC curve, with the first and the last: consecutive ones differ by 0.3 % in VBF
/// efficiency or by 3 % in ggF/DY rejection.
std::vector<OperatingPoint> thinned(Ranking const& ranking);

}  // namespace jetseq::evaluate
