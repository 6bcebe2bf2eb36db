#pragma once
#include <vector>

#include "jetseq/train/train.hpp"

namespace jetseq {

/// The learning rate of a step in the epoch that follows `history`: a function of what is known, so a resumed training
/// has it too. `share`: how much of the epoch is done when the step is, in (0, 1]. Only warm-up and one_cycle change
/// the rate inside an epoch.
double learning_rate(TrainOptions const& options, std::vector<EpochRecord> const& history, double share = 0);

/// The validation loss that counts: the lower one of the trained weights and their average, or the average's alone
/// where that is to be frozen. Infinity where there is none yet.
double loss_that_counts(TrainOptions const& options, EpochRecord const& record);

/// True where no epoch is left, or the validation loss has not fallen for `options.patience` epochs.
bool is_over(TrainOptions const& options, std::vector<EpochRecord> const& history);

}  // namespace jetseq
