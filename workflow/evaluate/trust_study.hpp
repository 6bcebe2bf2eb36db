#pragma once
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/metrics/scored_events.hpp"
#include "evaluate/studies/trust.hpp"
#include "infer/classifier.hpp"

namespace jetseq {

/// The events of a study: all that were read, and the evaluated ones among them with their scores.
struct StudiedEvents {
    Sequences const& read;
    Sequences const& evaluated;
    ScoredEvents const& scored;  ///< of `evaluated`
};

/// Studies changed jets, importances and sculpting; for a single network also training against test and calibrations,
/// if `read` holds its training and validation parts.
Trust study_trust(Classifier const& classifier, StudiedEvents const& events);

/// The largest difference between scores of single events and of a batch, which must be 0.
double batch_difference(Classifier const& classifier, Sequences const& sequences, std::vector<float> const& scores);

}  // namespace jetseq
