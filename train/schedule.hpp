#pragma once
#include <vector>

#include "jetseq/train/train.hpp"

namespace jetseq {

/// The learning rate of the epoch that follows `history`: a function of what is known, so a resumed training has it
/// too.
double learning_rate(TrainOptions const& options, std::vector<EpochRecord> const& history);

/// True where no epoch is left, or the validation loss has not fallen for `options.patience` epochs.
bool is_over(TrainOptions const& options, std::vector<EpochRecord> const& history);

}  // namespace jetseq
