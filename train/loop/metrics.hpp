#pragma once
#include <string>
#include <vector>

#include "train/loop/train.hpp"

namespace jetseq {

/// metrics.csv begins like this.
inline constexpr char metrics_begin[] = "epoch,learning_rate,train_loss,validation_loss,validation_auc,";

/// Writes metrics.csv, a row for each epoch, as one file that is never half written. Throws Error.
void write_metrics(std::string const& run_directory, std::vector<EpochRecord> const& history);

}  // namespace jetseq
