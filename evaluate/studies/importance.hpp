#pragma once
#include <string>
#include <vector>

#include "evaluate/metrics/measured.hpp"
#include "evaluate/studies/shifts.hpp"

namespace jetseq::evaluate {

/// The AUC lost without a variable or a jet.
struct Importance {
    std::string kind;  ///< "variable exchanged", "jet exchanged", "jet left out"
    std::string name;
    Measured loss;
};

/// The AUC lost if a variable, or a jet, is permuted among the events (permutation importance, L. Breiman, Mach. Learn.
/// 45 (2001) 5) or left out. A variable is permuted among the n-th jets of all events, so that its distribution does
/// not change. Information that other variables repeat (E follows from pT and eta) is not lost, and permuted jets may
/// be such as no event has. Mean of `repeats` permutations; the error adds DeLong's for the same events and the error
/// of the mean in quadrature.
std::vector<Importance> importances(JetTable const& jets, LabelledScores const& nominal, ScoreJets const& score,
                                    int repeats = 3);

}  // namespace jetseq::evaluate
