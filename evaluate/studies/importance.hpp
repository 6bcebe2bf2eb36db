#pragma once
#include "evaluate/studies/shifts.hpp"

namespace jetseq {

/// The AUC lost if a variable or a jet is permuted among events (permutation importance, L. Breiman, Mach. Learn. 45
/// (2001) 5), or a jet left out. A variable is permuted among the n-th jets of events, which keeps its distribution.
/// Information that other variables share (E with pT and eta) is not lost, and combinations may be unphysical. The mean
/// of `repeats` permutations; the error combines DeLong's, for the same events, and the standard deviation of the
/// mean.
std::vector<Importance> importances(JetTable const& jets, LabelledScores const& nominal, ScoreJets const& score,
                                    int repeats = 3);

}  // namespace jetseq
