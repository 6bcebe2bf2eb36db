#pragma once
#include <span>
#include <vector>

#include "evaluate/studies/report.hpp"

/// The measurements that make_report puts together.
namespace jetseq {

/// Efficiencies for score > threshold.
OperatingPoint operating_point(LabelledScores const& scores, double threshold);

/// Efficiencies of the events for which `passes` is not 0.
ClassEfficiencies efficiencies_of(std::span<std::int8_t const> label, std::span<float const> weight,
                                  std::span<std::uint8_t const> passes);

/// A few hundred points of the curve, with the first and the last, that differ visibly in a plot: by 0.3 % in VBF
/// efficiency or by 3 % in ggF/DY rejection.
std::vector<OperatingPoint> thinned(Ranking const& ranking);

/// The calibration in ten bins of equal width; score 1 belongs to the last.
Calibration calibration(LabelledScores const& scores);

/// Edges of 40 bins of equal width in [0, 1].
std::vector<double> score_edges();

/// Distribution of the score of the class `label`; zeros if the sum of weights is not positive.
ScoreDensity score_density(LabelledScores const& scores, std::int8_t label, std::vector<double> const& edges);

}  // namespace jetseq
