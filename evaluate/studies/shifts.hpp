#pragma once
#include <functional>
#include <string>
#include <vector>

#include "evaluate/studies/jet_changes.hpp"
#include "evaluate/studies/report.hpp"

namespace jetseq {

/// Scores events with these jets, one score per event.
using ScoreJets = std::function<std::vector<float>(JetTable const&)>;

/// The difference of efficiency between two selections of the same events. The error is that of the mean change per
/// event: events that both select, or neither, add nothing (McNemar, Psychometrika 12 (1947) 153; with weights).
Measured efficiency_shift(std::span<std::uint8_t const> before, std::span<std::uint8_t const> after,
                          std::span<float const> weight);

/// The shift from the nominal scores to those of changed events; errors take the correlation into account.
Shift shift_of(std::string name, LabelledScores const& nominal, LabelledScores const& changed, double threshold);

/// One Shift for each change of the jets.
std::vector<Shift> shifts(std::vector<JetChange> const& changes, JetTable const& jets, LabelledScores const& nominal,
                          ScoreJets const& score, double threshold);

}  // namespace jetseq
