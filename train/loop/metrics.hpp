#pragma once
#include <string>
#include <vector>

#include "train/loop/train.hpp"

namespace jetseq::train {

/// The beginning of metrics.csv.
inline constexpr char metrics_begin[] = "epoch,learning_rate,train_loss,validation_loss,validation_auc,";

/// Writes metrics.csv, one row per epoch, as an OutputFile. Throws Error.
void write_metrics(std::string const& run_directory, std::vector<EpochRecord> const& history);

}  // namespace jetseq::train
