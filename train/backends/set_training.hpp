#pragma once
#include <string>
#include <vector>

#include "train/loop/options.hpp"

namespace jetseq::train {

/// The name of the kind in network.kind.
std::string name_of(SetKind kind);

/// Uniform in +-1 / sqrt(inputs), as in LibTorch; factors of a norm are 1, its biases 0. Depends on the seed only.
std::vector<float> initial_set_parameters(TrainOptions const& options);

}  // namespace jetseq::train
