#include "jetseq/train/training_data.hpp"

namespace jetseq {
namespace {

std::array<float, 4> standardised(Jet const& jet, Normalisation const& normalisation) {
    std::array<float, 4> inputs{jet.pt, jet.eta, jet.phi, jet.e};
    for (std::size_t k = 0; k < 4; ++k) inputs[k] = (inputs[k] + normalisation.offset[k]) * normalisation.scale[k];
    return inputs;
}

}  // namespace

TrainingData::TrainingData(Sequences const& sequences, Normalisation const& normalisation, Frame frame,
                           double mean_weight, torch::Device device)
    : sequences_{sequences}, device_{device} {
    inputs_.reserve(sequences.jets.size());
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        for (Jet const& jet : sequences[n]) {
            inputs_.push_back(standardised(FrameChange{frame, sequences[n][0]}(jet), normalisation));
        }
        EventInfo const& event = sequences.events[n];
        labels_.push_back(event.production == Production::vbf ? 1.0F : 0.0F);
        weights_.push_back(mean_weight != 0 ? static_cast<float>(event.weight / mean_weight) : 1.0F);
    }
}

TrainingBatch TrainingData::operator()(Batch const& batch) const {
    std::vector<std::int64_t> batch_sizes(batch.empty() ? 0 : sequences_.length(batch.front()), 0);
    std::int64_t jets = 0;
    for (std::size_t const n : batch) {
        for (std::size_t t = 0; t < sequences_.length(n); ++t) ++batch_sizes[t], ++jets;
    }
    auto const numbers = [](std::int64_t count) { return torch::empty({count}, torch::kFloat32); };
    auto inputs = numbers(4 * jets), labels = numbers(static_cast<std::int64_t>(batch.size())),
         weights = torch::empty_like(labels);
    float* to = inputs.data_ptr<float>();
    for (std::size_t t = 0; t < batch_sizes.size(); ++t) {
        for (std::int64_t b = 0; b < batch_sizes[t]; ++b, to += 4) {
            auto const& jet = inputs_[sequences_.offsets[batch[static_cast<std::size_t>(b)]] + t];
            std::copy(jet.begin(), jet.end(), to);
        }
    }
    for (std::size_t b = 0; b < batch.size(); ++b) {
        labels.data_ptr<float>()[b] = labels_[batch[b]];
        weights.data_ptr<float>()[b] = weights_[batch[b]];
    }
    return {{inputs.reshape({jets, 4}).to(device_), torch::tensor(batch_sizes, torch::kInt64),
             static_cast<std::int64_t>(batch.size())},
            labels.to(device_),
            weights.to(device_)};
}

}  // namespace jetseq
