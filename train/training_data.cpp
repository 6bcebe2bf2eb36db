#include "jetseq/train/training_data.hpp"

#include "jetseq/data/split.hpp"

namespace jetseq {

TrainingData training_data(Sequences const& sequences, Normalisation const& normalisation, Frame frame,
                           double mean_weight, std::string const& directory) {
    TrainingData data;
    if (sequences.in_file()) {
        data.inputs.move_to_file(directory), data.offsets.move_to_file(directory);
        data.labels.move_to_file(directory), data.weights.move_to_file(directory);
        data.hashes.move_to_file(directory);
    }
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
        EventInfo const& event = sequences.events[n];
        data.labels.push_back(event.production == Production::unknown ? 0.0F : static_cast<float>(event.production));
        data.weights.push_back(mean_weight != 0 ? static_cast<float>(event.weight / mean_weight) : 1.0F);
        data.hashes.push_back(event_hash(event.sample_id, event.event_number));
    }
    return data;
}

}  // namespace jetseq
