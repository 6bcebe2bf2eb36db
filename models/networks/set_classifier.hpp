#pragma once

#include <functional>

#include "models/frozen/set_network.hpp"
#include "models/networks/libtorch.hpp"

namespace jetseq {

/// Jets of a batch of events, padded at the end to the longest; the padding may hold anything.
struct PaddedJets {
    torch::Tensor jets;     ///< [B, T, F] standardised inputs
    torch::Tensor lengths;  ///< [B] int64
};

/// Dropout: returns its argument with values left out.
using Dropout = std::function<torch::Tensor(torch::Tensor const&)>;

/// Sums [B, C] over the objects of a set; `parameters` and `dropout` as of set_logits().
torch::Tensor sums_over_set(SetSize const& size, torch::Tensor const& parameters, PaddedJets const& batch,
                            Dropout const& dropout = {});

/// Logits [B], or [B, outputs] of several outputs, of the network with the weights `parameters` (all
/// parameter_shapes(), one after the other). `dropout`, if not empty, acts on the output of each relu layer of deep
/// sets and of `hidden`, and on what attention adds to its x.
torch::Tensor set_logits(SetNetwork const& network, torch::Tensor const& parameters, PaddedJets const& batch,
                         Dropout const& dropout = {});

}  // namespace jetseq
