#pragma once
#include <string>
#include <vector>

#include "evaluate/metrics/measured.hpp"
#include "evaluate/studies/shifts.hpp"

namespace jetseq::evaluate {

/// The AUC lost without a variable, a jet, or another input.
struct Importance {
    /// "variable exchanged", "jet exchanged", "jet left out"; of inputs by names also "feature exchanged",
    /// "sequence exchanged"
    std::string kind;
    std::string name;
    Measured loss;
};

/// How much worse changed scores of the same events are.
using Worse = std::function<Measured(std::vector<float> const& scores)>;

/// The AUC lost if a variable, or a jet, is permuted among the events (permutation importance, L. Breiman, Mach. Learn.
/// 45 (2001) 5) or left out. A variable is permuted among the n-th jets of all events, so that its distribution does
/// not change. Information that other variables repeat (E follows from pT and eta) is not lost, and permuted jets may
/// be such as no event has. Mean of `repeats` permutations; the error adds DeLong's for the same events and the error
/// of the mean in quadrature.
std::vector<Importance> importances(JetTable const& jets, LabelledScores const& nominal, ScoreJets const& score,
                                    int repeats = 3);

/// The AUC lost if all objects of a kind go to other events, if a feature is permuted among the n-th objects of all
/// events, or if a variable is permuted among the events; mean and error as above. Names: "tracks", "d0 of tracks",
/// "met".
std::vector<Importance> importances(EventInputs const& inputs, LabelledScores const& nominal, ScoreInputs const& score,
                                    int repeats = 3);
/// Importances by another measure.
std::vector<Importance> importances(EventInputs const& inputs, Worse const& worse, ScoreInputs const& score,
                                    int repeats = 3);

}  // namespace jetseq::evaluate
