#pragma once
#include "evaluate/studies/shifts.hpp"

namespace jetseq {

/// How much AUC is lost where a variable, or a jet, is exchanged between events (permutation importance, L. Breiman,
/// Mach. Learn. 45 (2001) 5) or left out. A variable is exchanged among jets of the same place in their sequences, so
/// that its distribution stays; what it shares with the others (E with pT and eta) is not lost, and the combination may
/// be one that no event has. Mean of `repeats` permutations; the error adds DeLong's of the same events and the spread
/// of the mean.
std::vector<Importance> importances(JetTable const& jets, LabelledScores const& nominal, ScoreJets const& score,
                                    int repeats = 3);

}  // namespace jetseq
