#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/joined_network.hpp"

namespace jetseq::train {

/// Inputs whose offset and scale the user gives, by "tracks.d0" or "event.met".
using GivenInputs = std::map<std::string, InputVariable>;

/// The inputs of a network that reads `choice`, without its layers: each feature standardised by mean and standard
/// deviation over the objects of the events `indices` (the training part only), each variable over these events; each
/// object and event counts once. Those that `given` names, as in "tracks.d0" and "event.met", have its offset and scale
/// instead. Throws Error if the events hold something else, or numbers too small for floats.
JoinedNetwork joined_inputs(data::Sequences const& sequences, std::vector<std::size_t> const& indices,
                            data::EventChoice const& choice, GivenInputs const& given = {});

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
        choice.objects.push_back({sequence.name, names_of(sequence.features), sequence.sort, sequence.most,
                                  sequence.from, sequence.where, sequence.meanings});
    }
    choice.variables = names_of(network.event), choice.meanings = network.meanings;
    return choice;
}

}  // namespace jetseq::train
