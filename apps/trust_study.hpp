#pragma once
#include <string>
#include <vector>

#include "jetseq/data/sequences.hpp"
#include "jetseq/evaluate/report.hpp"
#include "jetseq/infer/classifier.hpp"

namespace jetseq {

/// Events to ask a model about: all that were read, and those of them that are evaluated with their scores.
struct StudiedEvents {
    Sequences const& read;
    Sequences const& evaluated;
    ScoredEvents const& scored;  ///< of `evaluated`
};

/// Changed jets, importances, sculpting; and of a single network, where `read` holds its training and validation parts,
/// training against test and calibrations.
Trust study_trust(Classifier const& classifier, StudiedEvents const& events);

/// Each training below `folder` on those of the events read that are its test part. Throws Error where there is none.
std::vector<TrainingOfMany> study_trainings(std::string const& folder, Sequences const& read);

/// Largest difference between scores of single events and of a batch; the same bits are promised.
double batch_difference(Classifier const& classifier, Sequences const& sequences, std::vector<float> const& scores);

}  // namespace jetseq
