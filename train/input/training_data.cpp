#include "train/input/training_data.hpp"

#include "data/sequences/split.hpp"

namespace jetseq::train {

namespace {

void move_with(data::Sequences const& sequences, std::string const& directory, TrainingData& data) {
    if (!sequences.in_file()) return;
    data.inputs.move_to_file(directory), data.offsets.move_to_file(directory);
    data.labels.move_to_file(directory), data.weights.move_to_file(directory);
    data.hashes.move_to_file(directory);
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

TrainingData training_data_of_features(data::Sequences const& sequences, std::vector<InputVariable> const& inputs,
                                       double mean_weight, std::string const& directory) {
    TrainingData data;
    move_with(sequences, directory, data);
    data.features = inputs.size();
    data.inputs.reserve(inputs.size() * sequences.jets.size());
    data.offsets.append(sequences.offsets.data(), sequences.offsets.size());
    float const* x = sequences.features.values.data();
    for (std::size_t jet = 0; jet < sequences.jets.size(); ++jet) {
        for (auto const& input : inputs) data.inputs.push_back((*x++ + input.offset) * input.scale);
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
        float const* const row = sequences.variables.row(n);
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            data.inputs.push_back((row[k] + inputs[k].offset) * inputs[k].scale);
        }
        add_event(data, sequences.events[n], mean_weight);
    }
    return data;
}

}  // namespace jetseq::train
