#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "evaluate/metrics/auc.hpp"
#include "evaluate/metrics/efficiency.hpp"
#include "evaluate/scores/ranking.hpp"
#include "evaluate/scores/weight_sum.hpp"

namespace jetseq::evaluate {

/// One step of a ROC curve: the fractions of each class with score > threshold.
struct RocPoint {
    double threshold;
    double vbf;
    double ggf;
};

/// Calls visit(RocPoint, Tie) for each point of the curve, see Roc; the Tie holds the sums of all events above its
/// score.
template <class Visit>
void for_each_roc_point(Ranking const& ranking, Visit visit) {
    if (!ranking.has_both_classes()) return;
    double const per_vbf = 1 / ranking.vbf().w, per_ggf = 1 / ranking.ggf().w;
    Tie above{0, {}, {}};
    ranking.for_each_tie([&](Tie const& tie) {
        visit(RocPoint{tie.score, above.vbf.w * per_vbf, above.ggf.w * per_ggf}, above);
        above.vbf += tie.vbf, above.ggf += tie.ggf;
    });
    visit(RocPoint{-std::numeric_limits<double>::infinity(), 1, 1}, above);
}

/// A weighted ROC curve.
struct Roc {
    /// In falling threshold, one per distinct score, so that tied events move both efficiencies in one step;
    /// from (0, 0) at the largest score to (1, 1) at -infinity. Empty if the sum of weights of a class is not positive,
    /// as with one class only. With negative weights the efficiencies may fall.
    std::vector<RocPoint> points;
    WeightSum vbf, ggf;  ///< all events of the class
};

Roc roc_curve(Ranking const& ranking);
inline Roc roc_curve(LabelledScores const& scores) { return roc_curve(Ranking{scores}); }

/// The smallest threshold of the curve whose ggF/DY efficiency, and that of each one above it, is at most
/// `ggf_efficiency`; NaN for an empty curve.
double threshold_at_ggf(Roc const& roc, double ggf_efficiency);

/// VBF efficiency at the ggF/DY efficiency `ggf_efficiency`: the first crossing, linear between the steps of the curve.
/// NaN for an empty curve.
double vbf_at_ggf(Roc const& roc, double ggf_efficiency);

/// The VBF efficiency at a ggF/DY efficiency, or the reverse, with an interval: the sum in quadrature of the interval of
/// the events above the threshold and of the threshold's own fluctuation times the slope of the curve. Without `cuts` the
/// efficiency of the other class is a given number. With `cuts` (for each event, whether it passes) it is that of the
/// cuts on the same events, and only events on which cuts and score disagree move the threshold: sum w^2 (passes the
/// cuts - score > threshold)^2. `roc`: of `scores`.
Efficiency measured_vbf_at_ggf(LabelledScores const& scores, Roc const& roc, double ggf_efficiency,
                               std::span<std::uint8_t const> cuts = {});
Efficiency measured_ggf_at_vbf(LabelledScores const& scores, Roc const& roc, double vbf_efficiency,
                               std::span<std::uint8_t const> cuts = {});

}  // namespace jetseq::evaluate
