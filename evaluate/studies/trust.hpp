#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/metrics/auc.hpp"
#include "evaluate/metrics/measured.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/metrics/two_samples.hpp"
#include "evaluate/metrics/working_points.hpp"
#include "evaluate/scores/score_density.hpp"
#include "evaluate/scores/scored_events.hpp"
#include "evaluate/studies/importance.hpp"
#include "evaluate/studies/shifts.hpp"

namespace jetseq::evaluate {

/// Score distributions of the training part, compared with the test part.
struct Overtraining {
    std::uint64_t n_vbf = 0, n_ggf = 0;  ///< events of the training part
    Auc train_auc;
    Measured auc_excess;  ///< AUC of the training part minus that of the test part
    ScoreDensity vbf, ggf;
    TwoSampleTest vbf_test, ggf_test;
};

/// How well the score agrees with a probability after a calibration on the validation part.
struct Recalibration {
    std::string name;  ///< "as trained", "temperature 1.02", ...
    double expected_error = std::numeric_limits<double>::quiet_NaN();
    double cross_entropy = std::numeric_limits<double>::quiet_NaN();  ///< mean per unit weight
};

/// The distribution of a variable of the background before and after the selection by the model.
struct Sculpting {
    std::string variable;
    std::vector<double> edges;
    ScoreDensity all, selected;  ///< ggF/DY events; selected: score > the first of report_thresholds
    TwoSampleTest test;
};

/// One of several trainings, measured on the given events that are in its own test part.
struct TrainingOfMany {
    std::string name;
    Auc auc;
    ClassEfficiencies at_threshold;
};

/// Studies of the first model beyond its performance on the test part. Empty ones are not shown.
struct Trust {
    std::vector<Shift> systematics, mistakes;
    std::vector<Importance> importances;
    std::optional<Overtraining> overtraining;
    std::vector<TrainingOfMany> trainings;
    std::vector<Recalibration> recalibrations;
    std::vector<Sculpting> sculpting;
    std::vector<ChosenPoint> points;
    std::vector<std::string> warnings;  ///< sentences on studies that were not possible
};

/// Compares the score distributions of the training part and of the test part.
Overtraining overtraining(LabelledScores const& trained_on, LabelledScores const& test);

/// Expected calibration error and cross-entropy of `test` as it is and after calibrations made with `validation`:
/// temperature, logistic (Platt), isotonic. Those that fail are left out, and `warnings` gets a sentence that says why;
/// `signal` names the class of label 1 there.
std::vector<Recalibration> recalibrations(LabelledScores const& validation, LabelledScores const& test,
                                          std::vector<std::string>& warnings, std::string const& signal = "VBF");

/// The distribution of `value` for all ggF/DY events and for those with score > `threshold`. `edges` rise; the first
/// and the last bin hold the values outside.
Sculpting sculpting(std::string variable, std::vector<double> edges, std::vector<float> const& value,
                    LabelledScores const& scores, double threshold);

/// Sculpting of the number of jets and of pT and eta of the first jet.
std::vector<Sculpting> sculpting_of_jets(ScoredEvents const& events);

/// Sculpting of the number of objects of each kind that a network reads by names.
std::vector<Sculpting> sculpting_of_objects(ScoredEvents const& events);

}  // namespace jetseq::evaluate
