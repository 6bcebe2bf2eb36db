#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/sequences/sequences.hpp"

namespace jetseq::data {

/// Indices of the events of one batch, longest sequence first.
using Batch = std::vector<std::size_t>;

/// The number of events that are shuffled together.
constexpr std::size_t pool_size = std::size_t{1} << 20;

/// Draws the events `indices` into batches of `batch_size` (the last may be smaller), in an order that depends on
/// (seed, epoch) only; within a batch, events are sorted by falling length, which changes no sum over the batch.
/// More events than `pool` are drawn in pools, each of blocks of neighbours from all over the data, so that disk reads
/// are long.
std::vector<Batch> random_batches(Sequences const& sequences, std::vector<std::size_t> const& indices,
                                  std::size_t batch_size, std::uint64_t seed, std::uint64_t epoch,
                                  std::size_t pool = pool_size);

/// The events `indices` in batches of similar length: the fastest order if order does not matter.
std::vector<Batch> batches_by_length(Sequences const& sequences, std::vector<std::size_t> const& indices,
                                     std::size_t batch_size);

}  // namespace jetseq::data
