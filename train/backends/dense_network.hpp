#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"
#include "train/loop/options.hpp"

namespace jetseq::train {

/// The layers of a network of variables with `parameters`: for each layer its weights [outputs, inputs], then its
/// biases.
std::vector<DenseLayer> dense_layers(std::vector<float> const& parameters, TrainOptions const& options);

/// Uniform in +-1 / sqrt(inputs), as in LibTorch; depends on the seed only.
std::vector<float> initial_dense_parameters(TrainOptions const& options);

}  // namespace jetseq::train
