#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"
#include "train/loop/options.hpp"

namespace jetseq {

/// Mean and spread of `names`, the variables that `sequences` hold, on the events `indices` (the training part, never
/// more). Throws Error where the sequences hold others.
std::vector<InputVariable> variable_inputs(Sequences const& sequences, std::vector<std::size_t> const& indices,
                                           std::vector<std::string> const& names);

/// The layers of a network of variables with `parameters`: of each layer its weights [outputs, inputs], then its
/// biases.
std::vector<DenseLayer> dense_layers(std::vector<float> const& parameters, TrainOptions const& options);

/// Uniform in +-1 / sqrt(inputs), as LibTorch begins; depends on the seed only.
std::vector<float> initial_dense_parameters(TrainOptions const& options);

}  // namespace jetseq
