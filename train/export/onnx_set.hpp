#pragma once
#include <string>

#include "models/frozen/set_network.hpp"
#include "train/export/onnx_graph.hpp"

namespace jetseq::train {

/// Adds a network over sets of jets, which reads the values `standardised` [B, T, inputs] and `lengths` [B] of `graph`.
/// Returns the name of its logits [B, outputs].
std::string add_set_network(GraphWriter& graph, SetNetwork const& network);

}  // namespace jetseq::train
