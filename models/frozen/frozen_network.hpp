#pragma once
#include <string>
#include <string_view>
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

/// The names in `list`, each there once; `key`: the part of each element that holds it, "": the element itself.
std::vector<std::string> read_names(FrozenNode const& list, std::string_view key);

}  // namespace jetseq::frozen
