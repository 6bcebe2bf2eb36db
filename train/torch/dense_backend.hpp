#pragma once
#include <memory>

#include "train/backends/backend.hpp"

namespace jetseq::train {

/// A network of event variables, by LibTorch. Throws Error if there are several ranks.
std::unique_ptr<Backend> dense_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

}  // namespace jetseq::train
