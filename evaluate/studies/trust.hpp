#pragma once
#include <string>
#include <vector>

#include "evaluate/studies/report.hpp"

namespace jetseq {

/// The score distributions of events trained on against those of the test.
Overtraining overtraining(LabelledScores const& trained_on, LabelledScores const& test);

/// Expected calibration error and cross-entropy of `test` as it is and after calibrations made with `validation`:
/// temperature, logistic (Platt), isotonic. Those that can't be made are left out, and a sentence why is added to
/// `warnings`.
std::vector<Recalibration> recalibrations(LabelledScores const& validation, LabelledScores const& test,
                                          std::vector<std::string>& warnings);

/// The distribution of `value` for ggF/DY events, all and with score > `threshold`; `edges` rise, values outside are in
/// the bins at the ends.
Sculpting sculpting(std::string variable, std::vector<double> edges, std::vector<float> const& value,
                    LabelledScores const& scores, double threshold);

/// Of the first model: pT and eta of the first jet and the number of jets.
std::vector<Sculpting> sculpting_of_jets(ScoredEvents const& events);

}  // namespace jetseq
