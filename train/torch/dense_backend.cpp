#include "train/torch/dense_backend.hpp"

#include "models/networks/activated.hpp"
#include "train/backends/dense_network.hpp"
#include "train/torch/flat_backend.hpp"

namespace jetseq::train {
namespace {

class DenseBackend : public FlatBackend {
public:
    DenseBackend(TrainingData const& data, TrainOptions const& options, Ranks const* ranks,
                 std::vector<float> const& begin)
        : FlatBackend{data, options, ranks, "dense", begin}, layers_{dense_layers(begin, options)} {}

private:
    /// Variables [B, V].
    torch::Tensor inputs_of(data::Batch const& batch) const {
        auto inputs =
            torch::empty({static_cast<std::int64_t>(batch.size()), static_cast<std::int64_t>(data_.features)});
        for (std::size_t b = 0; b < batch.size(); ++b) {
            std::copy_n(data_.inputs.data() + batch[b] * data_.features, data_.features,
                        inputs.data_ptr<float>() + b * data_.features);
        }
        return inputs;
    }

    torch::Tensor logits_of(torch::Tensor const& parameters, data::Batch const& batch,
                            at::Generator* generator) override {
        auto x = inputs_of(batch);
        std::int64_t at = 0;
        for (std::size_t n = 0; n < layers_.size(); ++n) {
            auto const inputs = static_cast<std::int64_t>(layers_[n].inputs);
            auto const outputs = static_cast<std::int64_t>(layers_[n].outputs);
            auto const w = parameters.narrow(0, at, inputs * outputs).view({outputs, inputs});
            auto const b = parameters.narrow(0, at + inputs * outputs, outputs);
            at += (inputs + 1) * outputs;
            x = torch::matmul(x, w.t()) + b;
            if (n + 1 < layers_.size()) x = with_dropout(activated(layers_[n].activation, x), generator);
        }
        return x.size(1) == 1 ? x.squeeze(1) : x;
    }

    std::vector<DenseLayer> layers_;  ///< only their sizes are used
};

}  // namespace

std::unique_ptr<Backend> dense_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    return std::make_unique<DenseBackend>(data, options, ranks, initial_dense_parameters(options));
}

}  // namespace jetseq::train
