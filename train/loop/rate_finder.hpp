#pragma once
#include <functional>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "train/loop/options.hpp"

namespace jetseq {

/// One step of a sweep through learning rates.
struct RateProbe {
    double learning_rate = 0;
    double loss = 0;      ///< mean over the batch, before the step
    double smoothed = 0;  ///< running mean of the losses so far
};

/// Trains a fresh network for `steps` batches while the learning rate grows from `lowest` to `highest` by the same
/// factor each time (L. N. Smith, arXiv:1506.01186); ends early where the smoothed loss is four times its minimum.
/// `stop_requested` may be empty; where it says so the sweep ends.
/// `directory`: as in training_start().
std::vector<RateProbe> probe_learning_rates(Sequences const& sequences, TrainOptions const& options, int steps = 300,
                                            double lowest = 1e-6, double highest = 1,
                                            std::function<bool()> const& stop_requested = {},
                                            std::string const& directory = ".");

/// A tenth of the rate at which the smoothed loss is lowest: there it still falls fast, and Adam stays stable.
/// NaN for fewer than ten probes.
double suggested_rate(std::vector<RateProbe> const& probes);

}  // namespace jetseq
