#pragma once
#include <memory>

#include "train/backends/backend.hpp"

namespace jetseq::train {

/// The fused step on the CPU, with `options.threads` threads; 0: one per core that no other rank uses.
std::unique_ptr<Backend> fused_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

}  // namespace jetseq::train
