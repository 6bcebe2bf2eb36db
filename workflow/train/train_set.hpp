#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "data/sequences/sequences.hpp"
#include "workflow/listener.hpp"
#include "workflow/train/training_job.hpp"
#include "workflow/train/trials.hpp"

namespace jetseq::workflow {

/// Trainings on the same events, with these events.
struct TrialSet {
    std::vector<Trial> trials;
    Json files;  ///< the record of the files that the events come from
    data::Sequences sequences;
};

/// The trainings of `job`, which was read from `file` and `overrides`, to be run in `directory`, in which nothing is
/// changed. Throws Error, also if it holds other trainings, or checkpoints that these can't be resumed from.
TrialSet load_trials(std::string const& directory, std::string const& file, Strings const& overrides, TrainingJob job,
                     Listener& listener);

/// The results of freeze_trials().
struct FrozenSet {
    std::string summary, model;  ///< files
    std::string best;            ///< the training of `model`; for an ensemble its first
    std::string ensemble;        ///< "AUC 0.8595 +- 0.0019", each event scored by the network that has not seen it
};

/// Writes mean and standard deviation (summary.json), and the frozen model of the seed with the lowest validation loss;
/// with folds, the ensemble of these seeds. Throws Error, also for a training that failed.
FrozenSet freeze_trials(std::string const& directory, TrainingJob const& job, TrialSet const& set,
                        std::vector<TrialResult> const& results);

}  // namespace jetseq::workflow
