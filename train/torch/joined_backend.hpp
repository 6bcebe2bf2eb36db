#pragma once
#include <memory>

#include "train/backends/backend.hpp"

namespace jetseq::train {

/// A network that joins `options.inputs`, by LibTorch: the reference for the fused step. Throws Error if there are
/// several ranks.
std::unique_ptr<Backend> joined_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

}  // namespace jetseq::train
