#pragma once
#include <cstddef>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "train/loop/options.hpp"

namespace jetseq::train {

/// True if `options` ask for other weights than those of the file.
bool are_reweighted(TrainOptions const& options);

/// The weight of each event in the loss [N], by `options.flatten` and `options.balance`, with a mean of 1 over the
/// events `train_part`. The factors are determined on the training part and apply to all events of the same class and
/// bin. Throws Error if a bin has events of one class only, or weights whose sum is not positive.
std::vector<float> event_weights(data::Sequences const& sequences, std::vector<std::size_t> const& train_part,
                                 TrainOptions const& options);

}  // namespace jetseq::train
