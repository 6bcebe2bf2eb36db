#pragma once
#include <functional>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "train/loop/options.hpp"

namespace jetseq::train {

/// One step of a sweep through learning rates.
struct RateProbe {
    double learning_rate = 0;
    double loss = 0;      ///< mean over the batch, before the step
    double smoothed = 0;  ///< running mean of the losses so far
};

/// Trains a new network for `steps` batches while the learning rate grows from `lowest` to `highest` by a constant
/// factor (L. N. Smith, arXiv:1506.01186); ends early if the smoothed loss exceeds four times its minimum, or if
/// `stop_requested`, which may be empty, returns true.
/// `directory`: as in training_start().
std::vector<RateProbe> probe_learning_rates(data::Sequences const& sequences, TrainOptions const& options,
                                            int steps = 300, double lowest = 1e-6, double highest = 1,
                                            std::function<bool()> const& stop_requested = {},
                                            std::string const& directory = ".");

/// A tenth of the rate with the lowest smoothed loss: there the loss still falls fast, and Adam is stable. NaN for
/// fewer than ten probes.
double suggested_rate(std::vector<RateProbe> const& probes);

}  // namespace jetseq::train
