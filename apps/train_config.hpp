#pragma once
#include "apps/config.hpp"
#include "train/loop/options.hpp"

namespace jetseq {

/// What a configuration says of the network and its training: the keys `name`, `network` and `train`. Throws Error,
/// with the line of the key at fault.
TrainOptions train_options(Config& config);

}  // namespace jetseq
