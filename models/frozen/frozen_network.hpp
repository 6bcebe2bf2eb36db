#pragma once
#include <vector>

#include "models/frozen/frozen_model.hpp"
#include "models/frozen/frozen_node.hpp"

/// Reads the network of a frozen file, of whichever kind.
namespace jetseq::frozen {

/// A network and the inputs that it reads.
struct ReadNetwork {
    std::vector<InputVariable> inputs;
    FrozenNetwork network;
};

/// Throws Error naming the key at fault.
ReadNetwork read_network(FrozenNode const& root);

}  // namespace jetseq::frozen
