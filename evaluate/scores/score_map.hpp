#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "evaluate/scores/ranking.hpp"

namespace jetseq::evaluate {

/// The calibration sigmoid(slope * logit(score) + offset); a temperature (Guo et al., ICML 2017) has offset 0 and slope
/// 1/T, Platt's (1999) both. Keeps the order of events, and so ROC and AUC.
struct LogisticMap {
    double slope = 1, offset = 0;
    float operator()(float score) const noexcept;
};

/// The maps of least weighted cross-entropy, by Newton's method. Throws Error if it has no minimum: for one class only,
/// or for classes that a threshold separates; `signal` names the class of label 1 there.
LogisticMap fit_temperature(LabelledScores const& scores, std::string const& signal = "VBF");
LogisticMap fit_logistic(LabelledScores const& scores, std::string const& signal = "VBF");

/// A calibration in rising steps (pool adjacent violators; Zadrozny, Elkan, KDD 2002).
struct IsotonicMap {
    std::vector<float> score;  ///< rising: the map is value[i] from score[i] on
    std::vector<float> value;
    float operator()(float s) const noexcept;
};

/// The map of least weighted squares. Leaves out events of weight <= 0, which the method does not allow.
IsotonicMap fit_isotonic(LabelledScores const& scores, std::string const& signal = "VBF");

/// The same as a piecewise linear function from logit to logit, which layers of a network can express. A knot is a step
/// of IsotonicMap: the mean logit of its events, and the logit of its value. Beyond the first and the last knot the
/// slope is the mean slope between them. Rises everywhere, so it keeps the order of events, and so ROC and AUC.
struct IsotonicLine {
    std::vector<double> from, to;  ///< both rising, two or more
    float operator()(float score) const noexcept;
    double slope_after(std::size_t knots) const noexcept;  ///< of the piece after so many knots
};

/// Each knot has at least 1/32 of the weight: lighter steps are merged with the lighter neighbour, and so are steps to
/// which the line would rise ten times as steeply as the mean. Steps of one class get half an event of the other.
/// Throws Error if only one step is left.
IsotonicLine fit_isotonic_line(LabelledScores const& scores, std::string const& signal = "VBF");

}  // namespace jetseq::evaluate
