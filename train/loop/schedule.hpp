#pragma once
#include <vector>

#include "train/loop/train.hpp"

namespace jetseq {

/// A step of an epoch: `batch` from 1 to `batches`. Batch 0 is the epoch's begin.
struct StepOfEpoch {
    std::size_t batch = 0, batches = 1;

    double done() const noexcept { return static_cast<double>(batch) / static_cast<double>(batches); }
};

/// The learning rate of a step in the epoch that follows `history`: a function of what is known, so a resumed training
/// has it too. Only warm-up and one_cycle change the rate inside an epoch.
double learning_rate(TrainOptions const& options, std::vector<EpochRecord> const& history, StepOfEpoch step = {});

/// The validation loss that counts: the lower one of the trained weights and their average, or the average's alone
/// where that is to be frozen. Infinity where there is none yet.
double loss_that_counts(TrainOptions const& options, EpochRecord const& record);

/// True where no epoch is left, or the validation loss has not fallen for `options.patience` epochs.
bool is_over(TrainOptions const& options, std::vector<EpochRecord> const& history);

}  // namespace jetseq
