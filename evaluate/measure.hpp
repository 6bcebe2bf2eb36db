#pragma once
#include <vector>

#include "jetseq/evaluate/report.hpp"

/// The measurements that make_report puts together.
namespace jetseq {

/// Efficiencies for score > threshold.
OperatingPoint operating_point(LabelledScores const& scores, double threshold);

/// Efficiencies of the cut-based VBF category.
ClassEfficiencies cut_based_efficiencies(ScoredEvents const& events);

/// A few hundred points of the curve, first and last among them: those that a plot shows apart, by 0.3 % in VBF
/// efficiency or by 3 % in ggF/DY rejection.
std::vector<OperatingPoint> thinned(Ranking const& ranking);

/// Events by a property, in its rising order; groups without events are left out, but for the jets, where
/// 0, 1, 2 and >= 3 are always there.
std::vector<EventGroup> groups_by_mass(ScoredEvents const& events);
std::vector<EventGroup> groups_by_n_jets(ScoredEvents const& events);
std::vector<EventGroup> groups_by_leptons(ScoredEvents const& events);
std::vector<EventGroup> groups_by_spin(ScoredEvents const& events);
std::vector<EventGroup> groups_by_regime(ScoredEvents const& events);

/// In ten bins of equal width; score 1 belongs to the last.
Calibration calibration(ScoredEvents const& events);

/// Edges of 40 bins of equal width in [0, 1].
std::vector<double> score_edges();

/// Distribution of the score of the class `label`; zeros where the weights don't sum to something positive.
ScoreDensity score_density(ScoredEvents const& events, std::int8_t label, std::vector<double> const& edges);

}  // namespace jetseq
