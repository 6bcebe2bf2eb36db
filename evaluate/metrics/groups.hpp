#pragma once
#include <vector>

#include "evaluate/studies/report.hpp"

namespace jetseq {

/// The scores of all models for the same events, the first one's among them, with their thresholds for the background.
struct ModelScores {
    std::vector<float> const* score;
    double threshold_at_background;
};

/// The events by number of jets, mass, pT and eta of the first jet, soft jets, channel, regime and spin. Groups without
/// events are left out, but for the jets, where 0, 1, 2 and >= 3 are always there.
std::vector<Grouping> groupings(ScoredEvents const& events, std::vector<ModelScores> const& models, double background);

}  // namespace jetseq
