#pragma once
#include "train/loop/options.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// Reads the keys `name`, `network` and `train`. Throws Error with the line of the key at fault.
train::TrainOptions train_options(Config& config);

}  // namespace jetseq::workflow
