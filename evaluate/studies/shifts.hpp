#pragma once
#include <functional>
#include <string>
#include <vector>

#include "evaluate/studies/jet_changes.hpp"
#include "evaluate/studies/report.hpp"

namespace jetseq {

/// The model's scores of events with these jets, one for each event.
using ScoreJets = std::function<std::vector<float>(JetTable const&)>;

/// The difference of efficiency between two selections of the same events. The error is that of the mean of an event's
/// change, so that events on the same side twice add nothing (McNemar's idea, Psychometrika 12 (1947) 153; with
/// weights).
Measured efficiency_shift(std::span<std::uint8_t const> before, std::span<std::uint8_t const> after,
                          std::span<float const> weight);

/// How far the same events with other scores are from the nominal ones; errors know that the events are the same.
Shift shift_of(std::string name, LabelledScores const& nominal, LabelledScores const& changed, double threshold);

/// One Shift for each change of the jets.
std::vector<Shift> shifts(std::vector<JetChange> const& changes, JetTable const& jets, LabelledScores const& nominal,
                          ScoreJets const& score, double threshold);

}  // namespace jetseq
