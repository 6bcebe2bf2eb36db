#pragma once
#include <string>

#include "apps/training_job.hpp"

namespace jetseq {

/// Trains all folds and seeds of `job` in `directory`, or goes on with them; prints and writes mean and spread
/// (summary.json) and freezes: of each fold the seed with the lowest validation loss, as one ensemble; without folds
/// that seed's model. `file` and `overrides` are what `job` was read from. Returns the exit code.
int train_set(std::string const& directory, std::string const& file, Strings const& overrides, TrainingJob job);

}  // namespace jetseq
