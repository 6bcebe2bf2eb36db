#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/studies/report.hpp"
#include "infer/classifier.hpp"
#include "train/input/parts.hpp"

namespace jetseq {

/// Events to ask a model about: all that were read, and those of them that are evaluated with their scores.
struct StudiedEvents {
    Sequences const& read;
    Sequences const& evaluated;
    ScoredEvents const& scored;  ///< of `evaluated`
};

/// Scores with labels and weights of some events.
struct ScoredPart {
    std::vector<float> score, weight;
    std::vector<std::int8_t> label;

    operator LabelledScores() const { return {score, label, weight}; }
};

/// Those of the events read that were one part of the network's training, scored; empty where the files don't hold
/// them.
ScoredPart part_of_training(Classifier const& classifier, Sequences const& read, Part wanted);

/// Changed jets, importances, sculpting; and of a single network, where `read` holds its training and validation parts,
/// training against test and calibrations.
Trust study_trust(Classifier const& classifier, StudiedEvents const& events);

/// How score > 0.6 changes the mass of the resonance, m_VV of ggF/DY events: `path` is a file of selected events that
/// holds some of those evaluated. Events without a mass (0) are left out, and a sentence that says so is added to
/// `warnings`. Throws Error where it holds none, none of ggF/DY, or a mass that is below 0 or not finite.
Sculpting study_masses(std::string const& path, StudiedEvents const& events, std::vector<std::string>& warnings);

/// The run directories in `folder`: those that its summary.json names, without one all. Throws Error where there is
/// none.
std::vector<std::string> trainings_in(std::string const& folder);

/// Each training in `folder` on those of the events, read for `contract`, that are its test part. Throws Error, also
/// where one was trained on other jets.
std::vector<TrainingOfMany> study_trainings(std::string const& folder, Sequences const& read,
                                            InputContract const& contract);

/// Largest difference between scores of single events and of a batch; the same bits are promised.
double batch_difference(Classifier const& classifier, Sequences const& sequences, std::vector<float> const& scores);

}  // namespace jetseq
