#pragma once
#include <cstddef>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "train/loop/options.hpp"

namespace jetseq {

/// True where `options` ask for other weights than those of the file.
bool are_reweighted(TrainOptions const& options);

/// What each event counts in the loss [N], as `options.flatten` and `options.balance` ask, with a mean of 1 over the
/// events `train_part`. Factors are found on the training part and hold for all events of the same class and bin.
/// Throws Error where a bin has events of one class only, or weights that don't add up to something positive.
std::vector<float> event_weights(Sequences const& sequences, std::vector<std::size_t> const& train_part,
                                 TrainOptions const& options);

}  // namespace jetseq
