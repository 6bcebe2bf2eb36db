#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "data/sequences/sequences.hpp"
#include "workflow/listener.hpp"
#include "workflow/train/training_job.hpp"
#include "workflow/train/trials.hpp"

namespace jetseq {

/// Trainings on the same events, and these.
struct TrialSet {
    std::vector<Trial> trials;
    Json files;  ///< the record of the files that the events come from
    Sequences sequences;
};

/// The trainings that `job` asks for, which was read from `file` and `overrides`, to be run in `directory`, where nothing
/// is changed. Throws Error, also where it holds other trainings, or checkpoints that these can't go on from.
TrialSet load_trials(std::string const& directory, std::string const& file, Strings const& overrides, TrainingJob job,
                     Listener& listener);

/// What freeze_trials() has written.
struct FrozenSet {
    std::string summary, model;   ///< files
    std::string best;             ///< the training that `model` is; of an ensemble its first
    std::string auc_of_ensemble;  ///< "0.8595 +- 0.0019", each event scored by the network that has not seen it
};

/// Writes mean and spread (summary.json) and freezes: of each fold the seed with the lowest validation loss, as one
/// ensemble; without folds that seed's model. Throws Error, also for a training that diverged.
FrozenSet freeze_trials(std::string const& directory, TrainingJob const& job, TrialSet const& set,
                        std::vector<TrialResult> const& results);

}  // namespace jetseq
