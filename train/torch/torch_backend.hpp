#pragma once
#include <memory>

#include "train/backends/backend.hpp"

namespace jetseq::train {

/// The LSTM by LibTorch, on the CPU or a GPU. Throws Error if `options.device` is not there.
std::unique_ptr<Backend> torch_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

}  // namespace jetseq::train
