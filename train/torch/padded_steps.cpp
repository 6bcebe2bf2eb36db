#include "train/torch/padded_steps.hpp"

#include <algorithm>

#include "core/error.hpp"

#if defined(JETSEQ_WITH_CUDA_GRAPHS)
#include <ATen/cuda/CUDAGraph.h>
#endif

namespace jetseq::train {
namespace {

/// Copies to the device of `to`; to a GPU asynchronously.
void send(torch::Tensor const& from, torch::Tensor& to) {
    if (to.is_cuda())
        to.copy_(from.pin_memory(), true);
    else
        to.copy_(from);
}

}  // namespace

/// The inputs of one shape of a batch.
struct PaddedSteps::Step {
    torch::Tensor places, events;  ///< for events on the device: [T B] indices of the jets, [B] of the events
    torch::Tensor jets;            ///< for events on the host: [T B, features], with labels and weights [B]
    torch::Tensor labels, weights;
    torch::Tensor lengths;            ///< [B]
    torch::Tensor scale;              ///< [] 1 / events of the whole batch
    std::vector<torch::Tensor> kept;  ///< [T, B, C], and [B, C] after the last layer; empty without dropout
    std::int64_t longest = 1;
#if defined(JETSEQ_WITH_CUDA_GRAPHS)
    std::unique_ptr<at::cuda::CUDAGraph> graph;  ///< null: not captured yet
#endif
};

PaddedSteps::PaddedSteps(TorchData const& events, TrainOptions const& options, LstmClassifier network)
    : events_{events}, data_{events.data()}, options_{options}, device_{events.device()}, network_{std::move(network)} {
    if (device_.is_cuda()) at::globalContext().setAllowTF32CuDNN(false);  // the 10 bits of TF32 are too few here
    loss_ = torch::zeros({}, torch::TensorOptions{torch::kFloat64}.device(device_));
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
    auto const features = static_cast<std::int64_t>(data_.features);
    auto step = std::make_unique<Step>();
    if (events_.where() == EventsLie::on_device) {
        step->places = torch::zeros({longest * events}, indices), step->events = torch::zeros({events}, indices);
    } else {
        step->jets = torch::zeros({longest * events, features}, numbers);
        step->labels = torch::zeros({events}, numbers), step->weights = torch::zeros({events}, numbers);
    }
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

/// Sends the indices of the batch on the device. `numbers`: its events.
void PaddedSteps::choose(Step& step, data::Batch const& batch, torch::Tensor const& numbers) const {
    std::int64_t const nothing = events_.inputs().size(0) - 1;
    auto places = torch::full({step.longest, numbers.size(0)}, nothing, torch::kInt64);
    auto place = places.accessor<std::int64_t, 2>();
    for (std::int64_t b = 0; b < numbers.size(0); ++b) {
        std::size_t const n = batch[static_cast<std::size_t>(b)];
        auto const first = static_cast<std::int64_t>(data_.offsets[n]);
        auto const length = static_cast<std::int64_t>(data_.length(n));
        for (std::int64_t t = 0; t < length; ++t) place[t][b] = first + t;
    }
    send(places.flatten(), step.places), send(numbers, step.events);
}

/// Sends the batch itself.
void PaddedSteps::gather(Step& step, data::Batch const& batch, torch::Tensor const& numbers) const {
    send(padded_batch(data_, batch).jets.transpose(0, 1).reshape({-1, static_cast<std::int64_t>(data_.features)}),
         step.jets);
    send(events_.labels().index_select(0, numbers), step.labels);
    send(events_.weights().index_select(0, numbers), step.weights);
}

void PaddedSteps::fill(Step& step, data::Batch const& batch, std::size_t events, int epoch) const {
    auto numbers = torch::empty({2, static_cast<std::int64_t>(batch.size())}, torch::kInt64);
    auto number = numbers.accessor<std::int64_t, 2>();
    for (std::size_t b = 0; b < batch.size(); ++b) {
        auto const place = static_cast<std::int64_t>(b);
        number[0][place] = static_cast<std::int64_t>(batch[b]);
        number[1][place] = static_cast<std::int64_t>(data_.length(batch[b]));
    }
    step.jets.defined() ? gather(step, batch, numbers[0]) : choose(step, batch, numbers[0]);
    send(numbers[1], step.lengths);
    step.scale.fill_(1 / static_cast<double>(events));
    if (step.kept.empty()) return;
    auto const kept = padded_dropout_masks(
        data_, batch, step.longest,
        {options_.layers, options_.cells, options_.dropout, options_.seed, static_cast<std::uint32_t>(epoch)});
    for (std::size_t n = 0; n < kept.size(); ++n) send(kept[n], step.kept[n]);
}

/// From the step's tensors to gradients and loss, without reading values on the host, so that a graph can capture it.
void PaddedSteps::compute(Step const& step) {
    bool const sent = step.jets.defined();
    auto const jets = sent ? step.jets : events_.inputs().index_select(0, step.places);
    auto const labels = sent ? step.labels : events_.labels().index_select(0, step.events);
    auto const weights = sent ? step.weights : events_.weights().index_select(0, step.events);
    auto const logits = network_->forward(
        TimeMajorJets{jets.view({step.longest, -1, static_cast<std::int64_t>(data_.features)}), step.lengths},
        step.kept);
    auto const loss = weighted_loss(logits, labels, weights);
    auto const found = torch::autograd::grad({loss * step.scale}, parameters_);
    torch::NoGradGuard const no_gradient;
    for (std::size_t k = 0; k < found.size(); ++k) gradients_[k].copy_(found[k]);
    loss_.add_(loss.detach());
}

#if defined(JETSEQ_WITH_CUDA_GRAPHS)
/// Captures at the first call: not on the default stream, and after three runs in which cuDNN and cuBLAS allocate their
/// memory, as PyTorch's notes on CUDA graphs require.
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

void PaddedSteps::learn(data::Batch const& batch, std::size_t events, int epoch) {
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

}  // namespace jetseq::train
