#pragma once
#include "models/frozen/frozen_model.hpp"
#include "models/networks/libtorch.hpp"

namespace jetseq {

/// `activation` of each value of `x`, differentiable.
torch::Tensor activated(Activation activation, torch::Tensor const& x);

}  // namespace jetseq
