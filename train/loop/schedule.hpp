#pragma once
#include <vector>

#include "train/loop/train.hpp"

namespace jetseq::train {

/// A step of an epoch: `batch` from 1 to `batches`. Batch 0 is the beginning of the epoch.
struct StepOfEpoch {
    std::size_t batch = 0, batches = 1;

    double done() const noexcept { return static_cast<double>(batch) / static_cast<double>(batches); }
};

/// The learning rate of a step in the epoch after `history`; it depends on nothing else, so that a resumed training has
/// the same. Only warm-up and one_cycle change the rate within an epoch.
double learning_rate(TrainOptions const& options, std::vector<EpochRecord> const& history, StepOfEpoch step = {});

/// The validation loss that counts: the lower of those of the trained weights and their average, or the average's alone
/// if that is to be frozen. Infinity if there is none yet.
double loss_that_counts(TrainOptions const& options, EpochRecord const& record);

/// True if no epoch is left, or the validation loss has not fallen for `options.patience` epochs.
bool is_over(TrainOptions const& options, std::vector<EpochRecord> const& history);

}  // namespace jetseq::train
