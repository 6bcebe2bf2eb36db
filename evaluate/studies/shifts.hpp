#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/metrics/auc.hpp"
#include "evaluate/metrics/measured.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/studies/input_changes.hpp"
#include "evaluate/studies/jet_changes.hpp"

namespace jetseq::evaluate {

/// The effect of a change of the jets, or of other inputs, on the first model.
struct Shift {
    std::string name;
    ClassEfficiencies at_threshold;  ///< score > the first of report_thresholds
    Measured vbf, ggf;               ///< change of the efficiencies, on the same events
    Measured auc_change;
    Auc auc;
};

/// Scores events with these jets; one score per event.
using ScoreJets = std::function<std::vector<float>(JetTable const&)>;

/// Scores events of which a network reads these inputs; one score per event.
using ScoreInputs = std::function<std::vector<float>(EventInputs const&)>;

/// The difference of efficiency between two selections of the same events. The error is that of the mean change per
/// event: events that pass both selections or neither do not contribute (Q. McNemar, Psychometrika 12 (1947) 153; here
/// with weights).
Measured efficiency_shift(std::span<std::uint8_t const> before, std::span<std::uint8_t const> after,
                          std::span<float const> weight);

/// Compares other scores with the nominal ones of the same events. Errors account for the correlation.
Shift shift_of(std::string name, LabelledScores const& nominal, LabelledScores const& changed, double threshold);

/// One Shift per change of the jets.
std::vector<Shift> shifts(std::vector<JetChange> const& changes, JetTable const& jets, LabelledScores const& nominal,
                          ScoreJets const& score, double threshold);

/// One Shift per change of what a network reads by names.
std::vector<Shift> shifts(std::vector<InputChange> const& changes, EventInputs const& inputs,
                          LabelledScores const& nominal, ScoreInputs const& score, double threshold);

}  // namespace jetseq::evaluate
