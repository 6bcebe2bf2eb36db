#include "train/input/training_data.hpp"

#include <utility>

#include "data/sequences/split.hpp"
#include "data/sequences/variables.hpp"
#include "train/input/joined_inputs.hpp"

namespace jetseq::train {

namespace {

void move_with(data::Sequences const& sequences, std::string const& directory, TrainingData& data) {
    if (!sequences.in_file()) return;
    data.inputs.move_to_file(directory), data.offsets.move_to_file(directory);
    data.labels.move_to_file(directory), data.weights.move_to_file(directory);
    data.hashes.move_to_file(directory), data.variables.move_to_file(directory);
}

/// Adds `rows` rows of the numbers of `inputs`, standardised.
void add_standardised(float const* x, std::size_t rows, std::vector<InputVariable> const& inputs,
                      data::Column<float>& to) {
    for (std::size_t row = 0; row < rows; ++row) {
        for (auto const& input : inputs) to.push_back((*x++ + input.offset) * input.scale);
    }
}

/// Adds what a network reads of `rows` rows of `width` numbers, standardised: number places[k] for input k.
void add_standardised(float const* x, std::size_t rows, std::size_t width, std::vector<std::size_t> const& places,
                      std::vector<InputVariable> const& inputs, data::Column<float>& to) {
    for (std::size_t row = 0; row < rows; ++row, x += width) {
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            to.push_back((x[places[k]] + inputs[k].offset) * inputs[k].scale);
        }
    }
}

ObjectInputs object_inputs(data::Sequences const& sequences, data::ObjectChoice const& choice,
                           std::vector<InputVariable> const& inputs, std::string const& directory) {
    auto const& list = data::list_for(choice, sequences);
    ObjectInputs result;
    result.features = inputs.size();
    if (list.values.in_file()) result.inputs.move_to_file(directory), result.offsets.move_to_file(directory);
    result.inputs.reserve(list.values.size());
    result.offsets.append(list.offsets.data(), list.offsets.size());
    add_standardised(list.values.data(), list.offsets.back(), list.width(), data::places_of(choice.features, list),
                     inputs, result.inputs);
    return result;
}

/// Adds label, weight and hash of an event.
void add_event(TrainingData& data, EventInfo const& event, double mean_weight) {
    data.labels.push_back(event.production == Production::unknown ? 0.0F : static_cast<float>(event.production));
    data.weights.push_back(mean_weight != 0 ? static_cast<float>(event.weight / mean_weight) : 1.0F);
    data.hashes.push_back(event_hash(event.sample_id, event.event_number));
}

}  // namespace

TrainingData training_data(data::Sequences const& sequences, data::Normalisation const& normalisation, Frame frame,
                           double mean_weight, std::string const& directory) {
    TrainingData data;
    move_with(sequences, directory, data);
    data.inputs.reserve(4 * sequences.jets.size());
    data.offsets.append(sequences.offsets.data(), sequences.offsets.size());
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        for (Jet const& seen : sequences[n]) {
            Jet const jet = FrameChange{frame, sequences[n][0]}(seen);
            float const raw[4] = {jet.pt, jet.eta, jet.phi, jet.e};
            for (std::size_t k = 0; k < 4; ++k) {
                data.inputs.push_back((raw[k] + normalisation.offset[k]) * normalisation.scale[k]);
            }
        }
        add_event(data, sequences.events[n], mean_weight);
    }
    return data;
}

TrainingData training_data(data::Sequences const& sequences, JoinedNetwork const& network, double mean_weight,
                           std::string const& directory) {
    TrainingData data;
    move_with(sequences, directory, data);
    auto const choice = choice_of(network);
    for (std::size_t k = 1; k < network.sequences.size(); ++k) {
        data.others.push_back(object_inputs(sequences, choice.objects[k], network.sequences[k].features, directory));
    }
    if (!network.sequences.empty()) {
        auto first = object_inputs(sequences, choice.objects[0], network.sequences[0].features, directory);
        data.features = first.features;
        data.inputs = std::move(first.inputs), data.offsets = std::move(first.offsets);
    }
    data.variable_count = network.event.size();
    auto const places = data::places_of(choice.variables, sequences.variables);
    if (!places.empty()) {
        add_standardised(sequences.variables.values.data(), sequences.size(), sequences.variables.names.size(), places,
                         network.event, data.variables);
    }
    for (std::size_t n = 0; n < sequences.size(); ++n) add_event(data, sequences.events[n], mean_weight);
    return data;
}

TrainingData training_data(data::Sequences const& sequences, std::vector<InputVariable> const& inputs,
                           double mean_weight, std::string const& directory) {
    TrainingData data;
    move_with(sequences, directory, data);
    data.features = inputs.size();
    for (std::size_t n = 0; n <= sequences.size(); ++n) data.offsets.push_back(n);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        add_standardised(sequences.variables.row(n), 1, inputs, data.inputs);
        add_event(data, sequences.events[n], mean_weight);
    }
    return data;
}

}  // namespace jetseq::train
