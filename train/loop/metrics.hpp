#pragma once
#include <string>
#include <vector>

#include "train/loop/train.hpp"

namespace jetseq::train {

/// The beginning of metrics.csv.
inline constexpr char metrics_begin[] = "epoch,learning_rate,train_loss,validation_loss,validation_auc,";

/// The same of a network that finds a number.
inline constexpr char metrics_of_number_begin[] =
    "epoch,learning_rate,train_loss,validation_loss,validation_bias,validation_width,";

/// What both begin with.
inline constexpr char metrics_of_any_begin[] = "epoch,learning_rate,train_loss,validation_loss,validation_";

/// Writes metrics.csv, one row per epoch, as an OutputFile. Throws Error.
void write_metrics(std::string const& run_directory, std::vector<EpochRecord> const& history);

}  // namespace jetseq::train
