#pragma once
#include <string>

#include "core/json/json.hpp"
#include "data/sequences/sequences.hpp"
#include "train/loop/train.hpp"
#include "workflow/listener.hpp"
#include "workflow/train/training_job.hpp"

namespace jetseq::workflow {

/// The events of a training and their record.
struct RecordedEvents {
    Json record;
    data::Sequences sequences;
};

/// Reads the events of `job`, which is to run in `directory`. Throws Error, on each rank if one of them has other data
/// or another configuration.
RecordedEvents load_recorded_events(std::string const& directory, TrainingJob job, train::Ranks& ranks,
                                    Listener& listener);

struct Trained {
    train::TrainResult result;  ///< its model has provenance and working points
    std::string file;           ///< the frozen model; "" if no epoch was finished, and on all ranks but the first
};

/// Trains, or resumes, in `directory`, and writes the frozen model of the best epoch so far with the files beside it.
/// Throws Error, also if the training fails before its first epoch ends; the result reports a later failure.
Trained train_in(std::string const& directory, TrainingJob const& job, RecordedEvents const& data,
                 train::TrainHooks hooks, train::Ranks& ranks);

}  // namespace jetseq::workflow
