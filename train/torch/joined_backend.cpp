#include "train/torch/joined_backend.hpp"

#include "train/backends/joined_training.hpp"
#include "train/backends/set_training.hpp"
#include "train/torch/flat_backend.hpp"

namespace jetseq::train {
namespace {

/// A network with the sizes that `options` ask for and any weights.
JoinedNetwork network_of(TrainOptions const& options) {
    auto const size = joined_size(options);
    JoinedNetwork network;
    network.sequences.resize(size.sequences.size());
    network.event.resize(size.variables);
    set_layers(network, size, std::vector<float>(count_parameters(size)));
    return network;
}

std::vector<float> rates_of(JoinedSize const& size) {
    ParameterLayout const layout{size};
    return layout.from_kernel(layout.rates().data());
}

std::string kind_of(TrainOptions const& options) {
    if (options.set) return name_of(options.set->kind);
    return options.gru ? "gru" : "lstm";
}

class JoinedBackend : public FlatBackend {
public:
    JoinedBackend(TrainingData const& data, TrainOptions const& options, Ranks const* ranks)
        : FlatBackend{data,
                      options,
                      ranks,
                      kind_of(options),
                      initial_parameters(joined_size(options), options.seed),
                      options.set ? std::vector<float>{} : rates_of(joined_size(options))},
          network_{network_of(options)} {}

private:
    torch::Tensor logits_of(torch::Tensor const& parameters, data::Batch const& batch,
                            at::Generator* generator) override {
        auto const dropout = [&](torch::Tensor const& x) { return with_dropout(x, generator); };
        return joined_logits(network_, parameters, joined_batch(data_, batch), dropout);
    }

    JoinedNetwork network_;  ///< only its sizes are used
};

}  // namespace

std::unique_ptr<Backend> joined_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    return std::make_unique<JoinedBackend>(data, options, ranks);
}

}  // namespace jetseq::train
