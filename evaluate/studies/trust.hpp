#pragma once
#include <string>
#include <vector>

#include "evaluate/studies/report.hpp"

namespace jetseq {

/// Compares the score distributions of training events with those of the test.
Overtraining overtraining(LabelledScores const& trained_on, LabelledScores const& test);

/// Expected calibration error and cross-entropy of `test` as it is and after calibrations made with `validation`:
/// temperature, logistic (Platt), isotonic. Calibrations that are not possible are left out, and `warnings` says why.
std::vector<Recalibration> recalibrations(LabelledScores const& validation, LabelledScores const& test,
                                          std::vector<std::string>& warnings);

/// The distribution of `value` for ggF/DY events, all and with score > `threshold`. `edges` rise; values outside count
/// in the bins at the ends.
Sculpting sculpting(std::string variable, std::vector<double> edges, std::vector<float> const& value,
                    LabelledScores const& scores, double threshold);

/// The same for the number of jets, and pT and eta of the first jet.
std::vector<Sculpting> sculpting_of_jets(ScoredEvents const& events);

}  // namespace jetseq
