#pragma once
#include <vector>

#include "models/frozen/joined_network.hpp"
#include "train/fused/layout.hpp"

namespace jetseq::train {

/// Sets the layers of `network`, whose sequences and variables have the sizes of `size`, to those with `parameters`: of
/// each sequence w, u and b of each layer, or all parameter_shapes() of its set, then of each dense layer w and b
/// (LibTorch's order).
void set_layers(JoinedNetwork& network, JoinedSize const& size, std::vector<float> const& parameters);

/// The parameters of a network in the same order.
std::vector<float> parameters_of(JoinedNetwork const& network);

/// The number of parameters.
std::size_t count_parameters(JoinedSize const& size);

}  // namespace jetseq::train
