#pragma once
#include <string>
#include <vector>

#include "train/loop/train.hpp"

namespace jetseq {

/// Writes metrics.csv, a row for each epoch, as one file that is never half written. Throws Error.
void write_metrics(std::string const& run_directory, std::vector<EpochRecord> const& history);

}  // namespace jetseq
