// Networks of variables of the event: LibTorch's operations on one flat vector of parameters.
#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>
#include <torch/version.h>

#include "jetseq/event/error.hpp"
#include "jetseq/train/backend.hpp"
#include "jetseq/train/dense_network.hpp"
#include "jetseq/train/torch_batch.hpp"

namespace jetseq {
namespace {

constexpr double epsilon = 1e-8;  // of Adam, as LibTorch's

torch::Tensor activated(Activation activation, torch::Tensor const& x) {
    switch (activation) {
        case Activation::rectified:
            return torch::relu(x);
        case Activation::tanh:
            return torch::tanh(x);
        case Activation::sigmoid:
            return torch::sigmoid(x);
        default:
            return x;
    }
}

class DenseBackend : public Backend {
public:
    DenseBackend(TrainingData const& data, TrainOptions const& options) : data_{data}, options_{options} {
        torch::set_num_threads(std::max(options.threads, 1));
        auto const begin = initial_dense_parameters(options);
        layers_ = dense_layers(begin, options);
        parameters_ = torch::tensor(begin).set_requires_grad(true);
        moment1_ = torch::zeros_like(parameters_), moment2_ = torch::zeros_like(parameters_);
    }

    double learn(Batch const& batch, double learning_rate, int) override {
        auto dropout = at::detail::createCPUGenerator(options_.seed ^ static_cast<std::uint64_t>(steps_) << 20);
        parameters_.mutable_grad() = torch::Tensor{};
        auto const tensors = batch_of(batch);
        auto const loss = weighted_loss(logits_of(tensors.jets.jets, &dropout), tensors);
        (loss / static_cast<double>(batch.size())).backward();
        adam(parameters_.grad(), learning_rate);
        return loss.item<double>();
    }

    std::vector<float> logits(Batch const& batch) override {
        torch::NoGradGuard const no_gradient;
        return floats(logits_of(batch_of(batch).jets.jets, nullptr));
    }

    OptimiserState state() const override { return {floats(parameters_), floats(moment1_), floats(moment2_), steps_}; }

    void restore(OptimiserState const& state) override {
        torch::NoGradGuard const no_gradient;
        parameters_.copy_(torch::tensor(state.parameters));
        moment1_ = torch::tensor(state.moment1), moment2_ = torch::tensor(state.moment2);
        steps_ = state.steps;
    }

    std::string name() const override { return "LibTorch " TORCH_VERSION ", dense, cpu"; }

private:
    static std::vector<float> floats(torch::Tensor const& tensor) {
        auto const flat = tensor.detach().contiguous();
        return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
    }

    /// Rows of the events in place of jets.
    TorchBatch batch_of(Batch const& batch) const {
        auto const events = static_cast<std::int64_t>(batch.size()), width = static_cast<std::int64_t>(data_.features);
        TorchBatch result{{torch::empty({events, width}), {}, events}, torch::empty({events}), torch::empty({events})};
        for (std::size_t b = 0; b < batch.size(); ++b) {
            std::copy_n(data_.inputs.data() + batch[b] * data_.features, data_.features,
                        result.jets.jets.data_ptr<float>() + b * data_.features);
            result.labels.data_ptr<float>()[b] = data_.labels[batch[b]];
            result.weights.data_ptr<float>()[b] = data_.weights[batch[b]];
        }
        return result;
    }

    /// Logits [B] or [B, classes] of x [B, V]; with dropout behind each hidden layer where there is a generator.
    torch::Tensor logits_of(torch::Tensor x, at::Generator* dropout) const {
        std::int64_t at = 0;
        for (std::size_t n = 0; n < layers_.size(); ++n) {
            auto const inputs = static_cast<std::int64_t>(layers_[n].inputs);
            auto const outputs = static_cast<std::int64_t>(layers_[n].outputs);
            auto const w = parameters_.narrow(0, at, inputs * outputs).view({outputs, inputs});
            auto const b = parameters_.narrow(0, at + inputs * outputs, outputs);
            at += (inputs + 1) * outputs;
            x = torch::matmul(x, w.t()) + b;
            if (n + 1 == layers_.size()) break;
            x = activated(layers_[n].activation, x);
            if (dropout == nullptr || options_.dropout == 0) continue;
            auto const kept = torch::empty(x.sizes()).bernoulli_(1 - options_.dropout, *dropout);
            x = x * kept / (1 - options_.dropout);
        }
        return x.size(1) == 1 ? x.squeeze(1) : x;
    }

    /// Adam, and what clipping and AdamW add, as in the fused step.
    void adam(torch::Tensor gradient, double rate) {
        torch::NoGradGuard const no_gradient;
        if (options_.clip > 0) {
            gradient = gradient * std::min(1.0, options_.clip / (gradient.norm().item<double>() + 1e-6));
        }
        auto const t = static_cast<double>(++steps_);
        moment1_.mul_(options_.beta1).add_(gradient, 1 - options_.beta1);
        moment2_.mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
        auto const root = moment2_.sqrt() / std::sqrt(1 - std::pow(options_.beta2, t)) + epsilon;
        parameters_.mul_(1 - rate * options_.weight_decay);
        parameters_.addcdiv_(moment1_, root, -rate / (1 - std::pow(options_.beta1, t)));
    }

    TrainingData const& data_;
    TrainOptions options_;
    std::vector<DenseLayer> layers_;  ///< their sizes
    torch::Tensor parameters_, moment1_, moment2_;
    std::int64_t steps_ = 0;
};

}  // namespace

std::unique_ptr<Backend> dense_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    if (ranks != nullptr && !ranks->alone()) {
        throw Error{"network.kind dense is trained by one process (there are " + std::to_string(ranks->size()) +
                    "). Start jetseq train alone"};
    }
    return std::make_unique<DenseBackend>(data, options);
}

}  // namespace jetseq
