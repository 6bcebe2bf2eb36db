#pragma once
#include <string>

#include "apps/training_job.hpp"

namespace jetseq {

/// Sweeps through learning rates; writes learning_rates.csv and learning_rates.svg to `directory` and suggests a rate.
/// `file` and `overrides` are what `job` was read from. Returns the exit code.
int find_learning_rate(std::string const& directory, TrainingJob job, std::string const& file,
                       Strings const& overrides);

}  // namespace jetseq
