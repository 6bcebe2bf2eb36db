#pragma once
#include <vector>

#include "models/frozen/joined_network.hpp"
#include "models/networks/set_classifier.hpp"

namespace jetseq {

/// The inputs of a JoinedNetwork for a batch of events.
struct JoinedBatch {
    std::vector<PaddedJets> sequences;  ///< of each sequence [B, T, F] and lengths [B]
    torch::Tensor variables;            ///< [B, V], undefined without variables
};

/// Logits [B], or [B, outputs] of several outputs, of a network with the sizes of `network` and the weights
/// `parameters`: of each sequence w, u and b of each layer, or all parameter_shapes() of its set, then of each dense
/// layer w and b. `dropout`, if not empty, acts on the outputs of each recurrent layer and of each dense layer but the
/// last, in sets as in set_logits().
torch::Tensor joined_logits(JoinedNetwork const& network, torch::Tensor const& parameters, JoinedBatch const& batch,
                            Dropout const& dropout = {});

}  // namespace jetseq
