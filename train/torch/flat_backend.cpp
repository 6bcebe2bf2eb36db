#include "train/torch/flat_backend.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/version.h>

#include <cmath>

#include "core/error.hpp"

namespace jetseq::train {
namespace {

constexpr double epsilon = 1e-8;  // of Adam, as LibTorch's

std::vector<float> floats(torch::Tensor const& tensor) {
    auto const flat = tensor.detach().contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

/// Labels and weights, without the jets.
TorchBatch labels_of(TrainingData const& data, data::Batch const& batch) {
    auto const events = static_cast<std::int64_t>(batch.size());
    TorchBatch result{{{}, {}, events}, torch::empty({events}), torch::empty({events})};
    for (std::size_t b = 0; b < batch.size(); ++b) {
        result.labels.data_ptr<float>()[b] = data.labels[batch[b]];
        result.weights.data_ptr<float>()[b] = data.weights[batch[b]];
    }
    return result;
}

}  // namespace

FlatBackend::FlatBackend(TrainingData const& data, TrainOptions const& options, Ranks const* ranks, std::string kind,
                         std::vector<float> const& parameters, std::vector<float> const& rates)
    : data_{data},
      options_{options},
      kind_{std::move(kind)},
      parameters_{torch::tensor(parameters).set_requires_grad(true)},
      moment1_{torch::zeros_like(parameters_)},
      moment2_{torch::zeros_like(parameters_)},
      rates_{rates.empty() ? torch::Tensor{} : torch::tensor(rates)} {
    torch::set_num_threads(std::max(options.threads, 1));
    if (ranks != nullptr && !ranks->alone()) {
        throw Error{"a network of kind " + kind_ + " is trained by one process (there are " +
                    std::to_string(ranks->size()) + "). Train in one process"};
    }
}

double FlatBackend::learn(data::Batch const& batch, double learning_rate, int) {
    auto generator = at::detail::createCPUGenerator(options_.seed ^ static_cast<std::uint64_t>(steps_) << 20);
    parameters_.mutable_grad() = torch::Tensor{};
    auto const found = logits_of(parameters_, batch, &generator);
    auto const labels = labels_of(data_, batch);
    auto const loss = options_.finds_number() ? weighted_number_loss(found, labels, options_.loss, options_.delta)
                                              : weighted_loss(found, labels);
    (loss / static_cast<double>(batch.size())).backward();
    adam(parameters_.grad(), learning_rate);
    return loss.item<double>();
}

std::vector<float> FlatBackend::logits(data::Batch const& batch) {
    torch::NoGradGuard const no_gradient;
    return floats(logits_of(parameters_, batch, nullptr));
}

OptimiserState FlatBackend::state() const { return {floats(parameters_), floats(moment1_), floats(moment2_), steps_}; }

void FlatBackend::restore(OptimiserState const& state) {
    torch::NoGradGuard const no_gradient;
    parameters_.copy_(torch::tensor(state.parameters));
    moment1_ = torch::tensor(state.moment1), moment2_ = torch::tensor(state.moment2);
    steps_ = state.steps;
}

std::string FlatBackend::name() const { return "LibTorch " TORCH_VERSION ", " + kind_ + ", cpu"; }

torch::Tensor FlatBackend::with_dropout(torch::Tensor const& x, at::Generator* generator) const {
    if (generator == nullptr || options_.dropout == 0) return x;
    auto const kept = torch::empty(x.sizes()).bernoulli_(1 - options_.dropout, *generator);
    return x * kept / (1 - options_.dropout);
}

/// Norm of a gradient in which each parameter counts as often as `rates_` says.
torch::Tensor FlatBackend::counted_norm(torch::Tensor const& gradient) const {
    return rates_.defined() ? (gradient.square() * rates_).sum().sqrt() : gradient.norm();
}

/// Adam with clipping and the weight decay of AdamW, as in the fused step.
void FlatBackend::adam(torch::Tensor gradient, double rate) {
    torch::NoGradGuard const no_gradient;
    if (options_.clip > 0) {
        gradient = gradient * std::min(1.0, options_.clip / (counted_norm(gradient).item<double>() + 1e-6));
    }
    auto const t = static_cast<double>(++steps_);
    moment1_.mul_(options_.beta1).add_(gradient, 1 - options_.beta1);
    moment2_.mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
    auto const root = moment2_.sqrt() / std::sqrt(1 - std::pow(options_.beta2, t)) + epsilon;
    parameters_.mul_(1 - rate * options_.weight_decay);
    parameters_.addcdiv_(rates_.defined() ? moment1_ * rates_ : moment1_, root,
                         -rate / (1 - std::pow(options_.beta1, t)));
}

}  // namespace jetseq::train
