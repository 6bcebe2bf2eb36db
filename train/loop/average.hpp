#pragma once
#include <cstdint>
#include <vector>

#include "train/backends/backend.hpp"

namespace jetseq::train {

/// The mean of the weights of many steps or epochs (TrainOptions::average), in the order of Backend.
struct AveragedWeights {
    std::vector<double> values;  ///< empty: nothing added yet
    std::int64_t count = 0;      ///< number of steps or epochs added

    std::vector<float> as_floats() const { return {values.begin(), values.end()}; }
};

/// Called after each step: adds its weights to the exponential moving average (ema). After n steps, the weights of step
/// i count (1 - decay) decay^(n - i) / (1 - decay^n): with the bias correction of Kingma and Ba, Adam (ICLR 2015),
/// section 3, nothing before the first step counts, and every decay has an effect from the second step on.
void add_step(AveragedWeights& average, TrainOptions const& options, Backend const& backend);

/// Called after epoch `epoch` (from 1): adds its last weights to the plain mean (swa).
void add_epoch(AveragedWeights& average, TrainOptions const& options, int epoch, Backend const& backend);

}  // namespace jetseq::train
