#include "jetseq/train/padded_steps.hpp"

#include <algorithm>

#include "jetseq/event/error.hpp"

#if defined(JETSEQ_WITH_CUDA_GRAPHS)
#include <ATen/cuda/CUDAGraph.h>
#endif

namespace jetseq {
namespace {

/// Copies to where `to` lies; returns before it is done where that is a GPU.
void send(torch::Tensor const& from, torch::Tensor& to) {
    if (to.is_cuda())
        to.copy_(from.pin_memory(), true);
    else
        to.copy_(from);
}

torch::Tensor from_list(void const* list, std::vector<std::int64_t> const& shape) {
    return torch::from_blob(const_cast<void*>(list), shape, torch::kFloat32);
}

}  // namespace

/// What one shape of a batch reads.
struct PaddedSteps::Step {
    torch::Tensor places;             ///< [T B] of the jets among the inputs
    torch::Tensor events;             ///< [B]
    torch::Tensor lengths;            ///< [B]
    torch::Tensor scale;              ///< [] 1 / events of the whole batch
    std::vector<torch::Tensor> kept;  ///< [T, B, C], and behind the last layer [B, C]; none without dropout
    std::int64_t longest = 1;
#if defined(JETSEQ_WITH_CUDA_GRAPHS)
    std::unique_ptr<at::cuda::CUDAGraph> graph;  ///< null: not captured yet
#endif
};

PaddedSteps::PaddedSteps(TrainingData const& data, TrainOptions const& options, torch::Device device,
                         LstmClassifier network)
    : data_{data}, options_{options}, device_{device}, network_{std::move(network)} {
    if (device.is_cuda()) at::globalContext().setAllowTF32CuDNN(false);  // 10 bits of a product are too few here
    auto const jets = static_cast<std::int64_t>(data.inputs.size() / 4);
    auto const events = static_cast<std::int64_t>(data.labels.size());
    inputs_ = torch::cat({from_list(data.inputs.data(), {jets, 4}), torch::zeros({1, 4})}).to(device);
    labels_ = from_list(data.labels.data(), {events}).to(device);
    weights_ = from_list(data.weights.data(), {events}).to(device);
    loss_ = torch::zeros({}, torch::TensorOptions{torch::kFloat64}.device(device));
    parameters_ = network_->parameters();
    for (auto const& parameter : parameters_) gradients_.push_back(torch::zeros_like(parameter));
}

PaddedSteps::~PaddedSteps() = default;

bool PaddedSteps::captures() noexcept {
#if defined(JETSEQ_WITH_CUDA_GRAPHS)
    return true;
#else
    return false;
#endif
}

std::unique_ptr<PaddedSteps::Step> PaddedSteps::step_of(std::int64_t events, std::int64_t longest) const {
    auto const numbers = torch::TensorOptions{torch::kFloat32}.device(device_);
    auto const indices = torch::TensorOptions{torch::kInt64}.device(device_);
    auto step = std::make_unique<Step>();
    step->places = torch::zeros({longest * events}, indices), step->events = torch::zeros({events}, indices);
    step->lengths = torch::zeros({events}, indices), step->scale = torch::zeros({}, numbers);
    step->longest = longest;
    if (options_.dropout > 0) {
        for (int n = 1; n < options_.layers; ++n) {
            step->kept.push_back(torch::zeros({longest, events, options_.cells}, numbers));
        }
        step->kept.push_back(torch::zeros({events, options_.cells}, numbers));
    }
    return step;
}

void PaddedSteps::fill(Step& step, Batch const& batch, std::size_t events, int epoch) const {
    auto const count = static_cast<std::int64_t>(batch.size());
    std::int64_t const nothing = inputs_.size(0) - 1;
    auto places = torch::full({step.longest, count}, nothing, torch::kInt64);
    auto numbers = torch::empty({2, count}, torch::kInt64);
    auto place = places.accessor<std::int64_t, 2>(), number = numbers.accessor<std::int64_t, 2>();
    for (std::int64_t b = 0; b < count; ++b) {
        std::size_t const n = batch[static_cast<std::size_t>(b)];
        auto const first = static_cast<std::int64_t>(data_.offsets[n]);
        auto const length = static_cast<std::int64_t>(data_.length(n));
        number[0][b] = static_cast<std::int64_t>(n), number[1][b] = length;
        for (std::int64_t t = 0; t < length; ++t) place[t][b] = first + t;
    }
    send(places.flatten(), step.places), send(numbers[0], step.events), send(numbers[1], step.lengths);
    step.scale.fill_(1 / static_cast<double>(events));
    if (step.kept.empty()) return;
    auto const kept = padded_dropout_masks(
        data_, batch, step.longest,
        {options_.layers, options_.cells, options_.dropout, options_.seed, static_cast<std::uint32_t>(epoch)});
    for (std::size_t n = 0; n < kept.size(); ++n) send(kept[n], step.kept[n]);
}

/// From the step's tensors to gradients and loss, without a look at their values: what a graph captures.
void PaddedSteps::compute(Step const& step) {
    auto const jets = inputs_.index_select(0, step.places).view({step.longest, -1, 4});
    auto const logits = network_->forward(TimeMajorJets{jets, step.lengths}, step.kept);
    auto const loss =
        weighted_loss(logits, labels_.index_select(0, step.events), weights_.index_select(0, step.events));
    auto const found = torch::autograd::grad({loss * step.scale}, parameters_);
    torch::NoGradGuard const no_gradient;
    for (std::size_t k = 0; k < found.size(); ++k) gradients_[k].copy_(found[k]);
    loss_.add_(loss.detach());
}

#if defined(JETSEQ_WITH_CUDA_GRAPHS)
/// The first time captures: on another stream than the default one, and after three runs that leave cuDNN and cuBLAS
/// with their memory, as PyTorch's notes on CUDA graphs ask for.
void PaddedSteps::run(Step& step) {
    if (!device_.is_cuda()) return compute(step);
    if (!step.graph) {
        auto const before = loss_.clone();
        torch::cuda::synchronize(device_.index());
        c10::cuda::CUDAStreamGuard const other{c10::cuda::getStreamFromPool(false, device_.index())};
        for (int n = 0; n < 3; ++n) compute(step);
        torch::cuda::synchronize(device_.index());
        auto graph = std::make_unique<at::cuda::CUDAGraph>();
        graph->capture_begin();
        compute(step);
        graph->capture_end();
        loss_.copy_(before);
        torch::cuda::synchronize(device_.index());
        step.graph = std::move(graph);
    }
    step.graph->replay();
}
#else
void PaddedSteps::run(Step& step) { compute(step); }
#endif

void PaddedSteps::learn(Batch const& batch, std::size_t events, int epoch) {
    for (std::size_t k = 0; k < gradients_.size(); ++k) parameters_[k].mutable_grad() = gradients_[k];
    if (batch.empty()) {
        for (auto& gradient : gradients_) gradient.zero_();
        return;
    }
    network_->train();
    auto const longest = std::max<std::int64_t>(1, static_cast<std::int64_t>(data_.length(batch.front())));
    auto const count = static_cast<std::int64_t>(batch.size());
    auto& step = steps_[{count, longest}];
    if (!step) step = step_of(count, longest);
    fill(*step, batch, events, epoch);
    run(*step);
}

double PaddedSteps::take_loss() {
    double const sum = loss_.item<double>();
    loss_.zero_();
    return sum;
}

}  // namespace jetseq
