#pragma once
#include <memory>

#include "train/backends/backend.hpp"

namespace jetseq::train {

/// A network over sets of jets, by LibTorch. Throws Error if there are several ranks.
std::unique_ptr<Backend> set_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

}  // namespace jetseq::train
