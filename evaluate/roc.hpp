#pragma once
#include <limits>
#include <vector>

#include "jetseq/evaluate/auc.hpp"
#include "jetseq/evaluate/ranking.hpp"

namespace jetseq {

/// One step of a ROC curve: the fractions of each class with score > threshold.
struct RocPoint {
    double threshold;
    double vbf;
    double ggf;
};

/// Calls visit(RocPoint) for each point of the curve: see Roc.
template <class Visit>
void for_each_roc_point(Ranking const& ranking, Visit visit) {
    if (!ranking.has_both_classes()) return;
    double const per_vbf = 1 / ranking.vbf().w, per_ggf = 1 / ranking.ggf().w;
    double vbf = 0, ggf = 0;  // weights above the threshold
    ranking.for_each_tie([&](Tie const& tie) {
        visit(RocPoint{tie.score, vbf * per_vbf, ggf * per_ggf});
        vbf += tie.vbf.w, ggf += tie.ggf.w;
    });
    visit(RocPoint{-std::numeric_limits<double>::infinity(), 1, 1});
}

/// A weighted ROC curve.
struct Roc {
    /// In falling threshold, one per distinct score, so that tied events move both efficiencies in one step;
    /// from (0, 0) at the largest score to (1, 1) at -infinity. Empty where the weights of a class don't sum to
    /// something positive, as with one class only. Negative weights can make it run backwards.
    std::vector<RocPoint> points;
    WeightSum vbf, ggf;  ///< all events of the class
};

Roc roc_curve(Ranking const& ranking);
inline Roc roc_curve(LabelledScores const& scores) { return roc_curve(Ranking{scores}); }

/// The smallest threshold of the curve whose ggF/DY efficiency, and that of each one above it, is at most
/// `ggf_efficiency`; NaN for an empty curve.
double threshold_at_ggf(Roc const& roc, double ggf_efficiency);

/// VBF efficiency where the ggF/DY efficiency is `ggf_efficiency`, a given number without error: linear between the
/// steps of the curve, first crossing. The interval adds in quadrature that of the VBF events above the
/// threshold and what the finite number of ggF/DY events does to the threshold. NaN for an empty curve.
Efficiency vbf_at_ggf(Roc const& roc, double ggf_efficiency);

/// The same the other way: ggF/DY efficiency where the VBF efficiency is `vbf_efficiency`.
Efficiency ggf_at_vbf(Roc const& roc, double vbf_efficiency);

}  // namespace jetseq
