#pragma once
#include <vector>

#include "evaluate/studies/report.hpp"

namespace jetseq {

/// The scores of a model, with its threshold for Report::background.
struct ModelScores {
    std::vector<float> const* score;
    double threshold_at_background;
};

/// Groups events by number of jets, mass, pT and eta of the first jet, soft jets, channel, regime and spin, and
/// measures all `models`, the first one too. Groups without events are left out, except 0, 1, 2 and >= 3 jets.
std::vector<Grouping> groupings(ScoredEvents const& events, std::vector<ModelScores> const& models, double background);

}  // namespace jetseq
