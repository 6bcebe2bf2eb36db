#pragma once
#include <limits>
#include <vector>

#include "evaluate/scores/ranking.hpp"

namespace jetseq::evaluate {

/// Area under a ROC curve with its standard error; NaN if there is one class only.
struct Auc {
    double value = std::numeric_limits<double>::quiet_NaN();
    double error = std::numeric_limits<double>::quiet_NaN();
};

/// Weighted Mann-Whitney statistic with ties counted half: the probability that a VBF event has a larger score than a
/// ggF/DY event. Its standard error is that of DeLong et al. (Biometrics 44 (1988) 837) from the placement values
/// of all events, in O(n log n) (Sun, Xu, IEEE Signal Process. Lett. 21 (2014) 1389). With weights the variance of
/// the mean placement of a class is sum w^2 (V - AUC)^2 / (sum w)^2 * N_eff / (N_eff - 1), N_eff = (sum w)^2 / sum w^2,
/// which is DeLong's for equal weights. Error NaN below two effective events of a class. Negative weights count with
/// their sign.
Auc auc(Ranking const& ranking);
inline Auc auc(LabelledScores const& scores) { return auc(Ranking{scores}); }

/// For each event, in the order given, the weighted fraction of the other class with worse scores, ties counted half.
/// Empty if there is one class only.
std::vector<double> placements(LabelledScores const& scores);

/// auc(a) - auc(b) of two models' scores of the same events with the same labels and weights. The error is DeLong's
/// with the covariance of the two: the variance of the mean difference of an event's placements.
Auc auc_difference(LabelledScores const& a, LabelledScores const& b);

}  // namespace jetseq::evaluate
