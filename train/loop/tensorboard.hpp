#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "train/loop/train.hpp"

/// TensorBoard's event files, written by hand: records framed as TFRecord
/// (https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details), each a protobuf message Event
/// (tensorflow/core/util/event.proto) with scalars.
namespace jetseq::train {

/// CRC-32C (Castagnoli): RFC 3720, appendix B.4.
std::uint32_t crc32c(std::string_view bytes) noexcept;

/// The record that opens a file. `wall_time`: seconds since 1970.
std::string tensorboard_opening(double wall_time);

/// The record of one epoch: a scalar for each column of metrics.csv with a number: loss/train, loss/validation, ...
std::string tensorboard_record(EpochRecord const& epoch, double wall_time);

/// Writes a new event file in `run_directory` with all of `history`; add_to_tensorboard() then adds an epoch.
/// Throws Error.
void write_tensorboard(std::string const& run_directory, std::vector<EpochRecord> const& history);
void add_to_tensorboard(std::string const& run_directory, EpochRecord const& epoch);

}  // namespace jetseq::train
