#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/joined_network.hpp"

namespace jetseq::train {

/// The inputs of a network that reads `choice`, without its layers: each feature standardised by mean and standard
/// deviation over the objects of the events `indices` (the training part only), each variable over these events; each
/// object and event counts once. Throws Error if the events hold something else, or numbers too small for floats.
JoinedNetwork joined_inputs(data::Sequences const& sequences, std::vector<std::size_t> const& indices,
                            data::EventChoice const& choice);

/// The variables `names` of events, standardised over the events `indices`. Throws Error if the events hold others.
std::vector<InputVariable> variable_inputs(data::Sequences const& sequences, std::vector<std::size_t> const& indices,
                                           std::vector<std::string> const& names);

/// The names of `inputs`.
inline std::vector<std::string> names_of(std::vector<InputVariable> const& inputs) {
    std::vector<std::string> names;
    for (auto const& input : inputs) names.push_back(input.name);
    return names;
}

/// What a network reads.
inline data::EventChoice choice_of(JoinedNetwork const& network) {
    data::EventChoice choice;
    for (auto const& sequence : network.sequences) {
        choice.objects.push_back({sequence.name, names_of(sequence.features), sequence.sort, sequence.most});
    }
    choice.variables = names_of(network.event);
    return choice;
}

}  // namespace jetseq::train
