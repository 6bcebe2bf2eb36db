#pragma once
#include "models/frozen/frozen_node.hpp"
#include "models/frozen/joined_network.hpp"

namespace jetseq::frozen {

/// Reads a network of sequences of objects and variables of the event, in the order of its nodes: for each sequence
/// `input_sequence` and a `sequence` per layer; `input` if there are variables; `concatenate`; a `feed_forward` per
/// dense layer. Throws Error naming the key at fault.
JoinedNetwork read_joined_network(FrozenNode const& root);

}  // namespace jetseq::frozen
