#pragma once
#include <cstddef>
#include <vector>

#include "evaluate/metrics/ranking.hpp"

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

/// The same without its stairs, so that layers of a network can be it: from logit to logit, straight from knot to knot.
/// A knot is a step of IsotonicMap: the mean logit of its events, and the logit of its value. Beyond the first and the
/// last the slope is the mean one between them. It rises everywhere, so it keeps the order of events, and with it ROC
/// and AUC.
struct IsotonicLine {
    std::vector<double> from, to;  ///< both rising, two or more
    float operator()(float score) const noexcept;
    double slope_after(std::size_t knots) const noexcept;  ///< of the piece behind so many knots
};

/// Each knot has 1/32 of the weight or more: a lighter step becomes one with the lighter of its neighbours; so does one
/// to which the line would rise ten times as steeply as on the whole. A step of one class counts half an event of the
/// other. Throws Error where only one step is left.
IsotonicLine fit_isotonic_line(LabelledScores const& scores);

}  // namespace jetseq
