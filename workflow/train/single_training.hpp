#pragma once
#include <string>

#include "core/json/json.hpp"
#include "data/sequences/sequences.hpp"
#include "train/loop/train.hpp"
#include "workflow/listener.hpp"
#include "workflow/train/training_job.hpp"

namespace jetseq {

/// The events of a training and their record.
struct RecordedEvents {
    Json record;
    Sequences sequences;
};

/// Reads the events of `job`, which is to run in `directory`. Throws Error, on each rank where one of them has other
/// data or another configuration.
RecordedEvents load_training_data(std::string const& directory, TrainingJob job, Ranks& ranks, Listener& listener);

struct Trained {
    TrainResult result;  ///< its model with provenance and working points
    std::string file;    ///< the frozen model; "" if no epoch was finished, and on all ranks but the first
};

/// Trains, or goes on, in `directory`, and writes the frozen model of the best epoch so far and what stands beside it.
/// Throws Error, also where the training fails before its first epoch ends; a later failure stands in the result.
Trained train_in(std::string const& directory, TrainingJob const& job, RecordedEvents const& data, TrainHooks hooks,
                 Ranks& ranks);

}  // namespace jetseq
