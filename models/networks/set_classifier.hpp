#pragma once

#include <functional>

#include "models/frozen/set_network.hpp"
#include "models/networks/libtorch.hpp"

namespace jetseq {

/// Jets of a batch of events, padded behind to the longest; what stands in the padding is not looked at.
struct PaddedJets {
    torch::Tensor jets;     ///< [B, T, F] standardised inputs
    torch::Tensor lengths;  ///< [B] int64
};

/// What values are replaced by while training: dropout.
using Dropout = std::function<torch::Tensor(torch::Tensor const&)>;

/// Logits [B], or [B, outputs] of several, of the network whose weights are `parameters` [parameter_shapes() in a row].
/// `dropout`, where it is not empty, acts behind each rectified layer of deep sets and of `hidden`, and on what
/// attention adds to its x.
torch::Tensor set_logits(SetNetwork const& network, torch::Tensor const& parameters, PaddedJets const& batch,
                         Dropout const& dropout = {});

}  // namespace jetseq
