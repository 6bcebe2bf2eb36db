#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "jetseq/evaluate/efficiency.hpp"
#include "jetseq/evaluate/scored_events.hpp"

namespace jetseq {

/// Scores of events of two classes, owned elsewhere; the three have the same length.
struct LabelledScores {
    std::span<float const> score;        ///< larger is more VBF-like
    std::span<std::int8_t const> label;  ///< 1 VBF, 0 ggF/DY
    std::span<float const> weight;

    LabelledScores(std::span<float const> scores, std::span<std::int8_t const> labels, std::span<float const> weights);
    LabelledScores(ScoredEvents const& events) : LabelledScores{events.score, events.label, events.weight} {}
};

/// One step of a ROC curve: the fractions of each class with score > threshold.
struct RocPoint {
    double threshold;
    double vbf;
    double ggf;
};

/// A weighted ROC curve.
struct Roc {
    /// In falling threshold, one per distinct score, so that tied events move both efficiencies in one step;
    /// from (0, 0) at the largest score to (1, 1) at -infinity. Empty where the weights of a class don't sum to
    /// something positive, as with one class only. Negative weights can make it run backwards.
    std::vector<RocPoint> points;
    WeightSum vbf, ggf;  ///< all events of the class
};

Roc roc_curve(LabelledScores const& scores);

/// The smallest threshold of the curve whose ggF/DY efficiency, and that of each one above it, is at most
/// `ggf_efficiency`; NaN for an empty curve.
double threshold_at_ggf(Roc const& roc, double ggf_efficiency);

/// VBF efficiency where the ggF/DY efficiency is `ggf_efficiency`, a given number without error: linear between the
/// steps of the curve, first crossing. The interval adds in quadrature that of the VBF events above the
/// threshold and what the finite number of ggF/DY events does to the threshold. NaN for an empty curve.
Efficiency vbf_at_ggf(Roc const& roc, double ggf_efficiency);

/// Area under a ROC curve with its standard error; NaN where there is one class only.
struct Auc {
    double value = std::numeric_limits<double>::quiet_NaN();
    double error = std::numeric_limits<double>::quiet_NaN();
};

/// Weighted Mann-Whitney statistic, ties counted half: the probability that a VBF event has a larger score than a
/// ggF/DY event. Its standard error is that of DeLong et al. (Biometrics 44 (1988) 837) from the placement values
/// of all events, in O(n log n) (Sun, Xu, IEEE Signal Process. Lett. 21 (2014) 1389). With weights the variance of
/// the mean placement of a class is sum w^2 (V - AUC)^2 / (sum w)^2 * N_eff / (N_eff - 1), N_eff = (sum w)^2 / sum w^2,
/// which is DeLong's for equal weights. Error NaN below two effective events of a class.
Auc auc(LabelledScores const& scores);

}  // namespace jetseq
