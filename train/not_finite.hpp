#pragma once
#include <span>
#include <string>

#include "jetseq/data/batches.hpp"
#include "jetseq/train/training_data.hpp"

namespace jetseq {

/// Ends a training in which a number became NaN or infinite; `why` is one line for the user.
struct NotFinite {
    std::string why;
};

/// The likely reason why the loss of `batches` is not finite, and what to try, as "(reason). Remedy": an event of
/// extreme weight or an extreme input of one of their events, else the learning rate.
std::string likely_cause(TrainingData const& data, std::span<Batch const> batches, double learning_rate);

}  // namespace jetseq
