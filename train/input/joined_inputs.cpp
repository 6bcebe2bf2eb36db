#include "train/input/joined_inputs.hpp"

#include <utility>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "train/input/moments.hpp"

namespace jetseq::train {
namespace {

std::vector<InputVariable> inputs_of(Moments const& moments, std::vector<std::string> const& names) {
    std::vector<InputVariable> inputs;
    for (std::size_t k = 0; k < names.size(); ++k) inputs.push_back(moments.input(k, names[k]));
    return inputs;
}

std::vector<InputVariable> feature_inputs(data::ObjectList const& list, std::vector<std::size_t> const& indices) {
    Moments moments{list.width()};
    for (std::size_t const n : indices) {
        for (std::uint64_t object = list.offsets[n]; object < list.offsets[n + 1]; ++object) {
            moments.add(list.values.data() + object * list.width());
        }
    }
    return inputs_of(moments, list.choice.features);
}

/// Replaces the inputs of `list` that are given.
void replace(std::vector<InputVariable>& inputs, std::string const& list, GivenInputs const& given) {
    for (auto& input : inputs) {
        auto const found = given.find(list + "." + input.name);
        if (found != given.end()) input.offset = found->second.offset, input.scale = found->second.scale;
    }
}

}  // namespace

std::vector<InputVariable> variable_inputs(data::Sequences const& sequences, std::vector<std::size_t> const& indices,
                                           std::vector<std::string> const& names) {
    if (sequences.variables.names != names) {
        throw Error{"the events hold the variables " + joined(sequences.variables.names) + " (the network reads " +
                    joined(names) + "). Read them with the events"};
    }
    Moments moments{names.size()};
    for (std::size_t const n : indices) moments.add(sequences.variables.row(n));
    return inputs_of(moments, names);
}

JoinedNetwork joined_inputs(data::Sequences const& sequences, std::vector<std::size_t> const& indices,
                            data::EventChoice const& choice, GivenInputs const& given) {
    data::require_objects(sequences, choice.objects);
    JoinedNetwork network;
    for (auto const& list : sequences.objects) {
        SequenceInput sequence{list.choice.name, feature_inputs(list, indices), list.choice.sort, list.choice.most};
        sequence.from = list.choice.from, sequence.where = list.choice.where, sequence.meanings = list.choice.meanings;
        network.sequences.push_back(std::move(sequence));
    }
    network.event = variable_inputs(sequences, indices, choice.variables);
    network.meanings = choice.meanings;
    for (auto& sequence : network.sequences) replace(sequence.features, sequence.name, given);
    replace(network.event, "event", given);
    return network;
}

}  // namespace jetseq::train
