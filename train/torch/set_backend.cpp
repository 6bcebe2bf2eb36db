#include "train/torch/set_backend.hpp"

#include "models/networks/set_classifier.hpp"
#include "train/backends/set_training.hpp"
#include "train/torch/flat_backend.hpp"

namespace jetseq::train {
namespace {

class SetBackend : public FlatBackend {
public:
    SetBackend(TrainingData const& data, TrainOptions const& options, Ranks const* ranks)
        : FlatBackend{data, options, ranks, name_of(options.set->kind), initial_set_parameters(options)} {}

private:
    torch::Tensor logits_of(torch::Tensor const& parameters, data::Batch const& batch,
                            at::Generator* generator) override {
        auto const dropout = [&](torch::Tensor const& x) { return with_dropout(x, generator); };
        return set_logits(*options_.set, parameters, padded_batch(data_, batch), dropout);
    }
};

}  // namespace

std::unique_ptr<Backend> set_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    return std::make_unique<SetBackend>(data, options, ranks);
}

}  // namespace jetseq::train
