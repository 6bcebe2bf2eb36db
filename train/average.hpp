#pragma once
#include <cstdint>
#include <vector>

#include "jetseq/train/backend.hpp"

namespace jetseq {

/// The mean of the weights of many steps or epochs (TrainOptions::average); a parameter each, as Backend has them.
struct AveragedWeights {
    std::vector<float> values;  ///< empty: nothing was added yet
    std::int64_t count = 0;     ///< weights that were added
};

/// To be called after each step: adds its weights to a running mean (ema). The first steps count for more: the decay
/// is min(average_decay, (1 + n) / (10 + n)) with n the steps before, as TensorFlow's ExponentialMovingAverage has it.
void add_step(AveragedWeights& average, TrainOptions const& options, Backend const& backend);

/// To be called after epoch `epoch` (from 1): adds its last weights to the plain mean (swa).
void add_epoch(AveragedWeights& average, TrainOptions const& options, int epoch, Backend const& backend);

}  // namespace jetseq
