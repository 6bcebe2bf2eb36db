#pragma once
#include <string>
#include <vector>

#include "train/loop/options.hpp"

namespace jetseq {

/// As network.kind says it.
std::string name_of(SetKind kind);

/// Uniform in +-1 / sqrt(inputs), as LibTorch begins, factors of a Norm 1 and its biases 0; depends on the seed only.
std::vector<float> initial_set_parameters(TrainOptions const& options);

}  // namespace jetseq
