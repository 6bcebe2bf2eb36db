#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/scores/scored_events.hpp"
#include "evaluate/studies/trust.hpp"
#include "infer/classifier.hpp"

namespace jetseq::workflow {

/// The events of a study: all that were read, and the evaluated ones among them with their scores.
struct StudiedEvents {
    data::Sequences const& read;
    data::Sequences const& evaluated;
    evaluate::ScoredEvents const& scored;     ///< of `evaluated`
    std::string vbf = "VBF", ggf = "ggF/DY";  ///< names of the classes 1 and 0, for warnings and errors
};

/// Studies changed jets or other inputs, importances and sculpting; for a single network also training against test and
/// calibrations, if `read` holds its training and validation parts.
evaluate::Trust study_trust(Classifier const& classifier, StudiedEvents const& events);

/// The largest difference between scores of single events and of a batch, which must be 0.
double batch_difference(Classifier const& classifier, data::Sequences const& sequences,
                        std::vector<float> const& scores);

}  // namespace jetseq::workflow
