#pragma once
#include <cstdint>
#include <vector>

#include "train/backends/backend.hpp"

namespace jetseq {

/// The mean of the weights of many steps or epochs (TrainOptions::average); a parameter each, as Backend has them.
struct AveragedWeights {
    std::vector<double> values;  ///< empty: nothing was added yet
    std::int64_t count = 0;      ///< weights that were added

    std::vector<float> as_floats() const { return {values.begin(), values.end()}; }
};

/// To be called after each step: adds its weights to the exponential moving average (ema). After n steps the weights of
/// step i count (1 - decay) decay^(n - i) / (1 - decay^n): the bias correction of Kingma and Ba, Adam (ICLR 2015),
/// section 3, so that no step before the first one counts and every decay has an effect from the second step on.
void add_step(AveragedWeights& average, TrainOptions const& options, Backend const& backend);

/// To be called after epoch `epoch` (from 1): adds its last weights to the plain mean (swa).
void add_epoch(AveragedWeights& average, TrainOptions const& options, int epoch, Backend const& backend);

}  // namespace jetseq
