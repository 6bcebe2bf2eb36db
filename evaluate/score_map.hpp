#pragma once
#include <vector>

#include "jetseq/evaluate/ranking.hpp"

namespace jetseq {

/// The calibration sigmoid(slope * logit(score) + offset); a temperature (Guo et al., ICML 2017) has offset 0 and slope
/// 1/T, Platt's (1999) both. It keeps the order of events, so ROC and AUC don't change.
struct LogisticMap {
    double slope = 1, offset = 0;
    float operator()(float score) const noexcept;
};

/// The maps of least weighted cross-entropy, by Newton's method. Throws Error where it has no minimum: one class only,
/// or classes that a threshold separates.
LogisticMap fit_temperature(LabelledScores const& scores);
LogisticMap fit_logistic(LabelledScores const& scores);

/// A calibration in steps that rises with the score (pool adjacent violators; Zadrozny, Elkan, KDD 2002).
struct IsotonicMap {
    std::vector<float> score;  ///< rising: the map is value[i] from score[i] on
    std::vector<float> value;
    float operator()(float s) const noexcept;
};

/// Least weighted squares. Events of weight <= 0 are left out: the method knows no negative weight.
IsotonicMap fit_isotonic(LabelledScores const& scores);

}  // namespace jetseq
