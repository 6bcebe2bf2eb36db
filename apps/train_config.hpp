#pragma once
#include "apps/config.hpp"
#include "train/loop/options.hpp"

namespace jetseq {

/// Reads the keys `name`, `network` and `train`. Throws Error with the line of the key at fault.
TrainOptions train_options(Config& config);

}  // namespace jetseq
