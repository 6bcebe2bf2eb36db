#pragma once
#include <memory>

#include "train/backends/backend.hpp"

namespace jetseq::train {

/// True if `options` ask for LibTorch: its threads and random numbers are shared by the whole process.
bool uses_libtorch(TrainOptions const& options);

/// The backend that `options.backend` names. `auto` is the fused step: with device cuda on the GPU, if uses_cuda() and
/// the data fit; with a GPU for which there are no kernels, LibTorch on it.
std::unique_ptr<Backend> make_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

}  // namespace jetseq::train
