#include <torch/version.h>

#include <map>

#include "bench/cuda/peer.hpp"
#include "models/networks/libtorch.hpp"

#if defined(JETSEQ_WITH_CUDA_GRAPHS)
#include <ATen/cuda/CUDAGraph.h>
#endif

namespace jetseq::bench {
namespace {

namespace rnn = torch::nn::utils::rnn;

/// All events in the GPU's memory.
struct PaddedEvents {
    PaddedEvents(FusedEvents const& events, std::size_t count) {
        std::size_t longest = 1;
        std::vector<std::int64_t> of_events;
        for (std::size_t n = 0; n < count; ++n) {
            std::size_t const length = events.offsets[n + 1] - events.offsets[n];
            of_events.push_back(static_cast<std::int64_t>(length));
            longest = std::max(longest, length);
        }
        auto const all = static_cast<std::int64_t>(count);
        auto on_host = torch::zeros({all, static_cast<std::int64_t>(longest), 4});
        for (std::size_t n = 0; n < count; ++n) {
            std::copy(events.inputs + 4 * events.offsets[n], events.inputs + 4 * events.offsets[n + 1],
                      on_host.data_ptr<float>() + 4 * longest * n);
        }
        lengths = torch::tensor(of_events, torch::kInt64);
        lengths_on_gpu = lengths.to(torch::kCUDA), jets = on_host.to(torch::kCUDA);
        labels = torch::tensor(std::vector<float>(events.labels, events.labels + count)).to(torch::kCUDA);
    }

    torch::Tensor jets, lengths, lengths_on_gpu, labels;  ///< [N, T, 4], [N] on the host, [N], [N]
};

/// One network and its optimiser.
class Network {
public:
    Network() {
        lstm_->to(torch::kCUDA), head_->to(torch::kCUDA);
        parameters_ = lstm_->parameters();
        for (auto const& parameter : head_->parameters()) parameters_.push_back(parameter);
        adam_ = std::make_unique<torch::optim::Adam>(parameters_, torch::optim::AdamOptions(0.001));
    }

    /// One step on the events `which` (on the GPU), longest first; `lengths` of these events, on the host.
    void learn(PaddedEvents const& events, torch::Tensor const& which, torch::Tensor const& lengths, bool packed) {
        auto const longest = std::max<std::int64_t>(lengths[0].item<std::int64_t>(), 1);
        auto const loss = packed ? loss_of(packed_state(events, which, lengths, longest), events, which)
                                 : loss_of(padded_state(events, which, longest), events, which);
        adam_->zero_grad();
        loss.backward();
        adam_->step();
    }

#if defined(JETSEQ_WITH_CUDA_GRAPHS)
    /// The step that a graph captures: reads no values on the host.
    void learn_in_place(PaddedEvents const& events, torch::Tensor const& which, std::int64_t longest) {
        if (moments1_.empty()) {
            for (auto const& parameter : parameters_) {
                moments1_.push_back(torch::zeros_like(parameter)), moments2_.push_back(torch::zeros_like(parameter));
            }
            steps_ = torch::zeros({}, parameters_[0].options());
        }
        auto const loss = loss_of(padded_state(events, which, longest), events, which);
        auto const gradients = torch::autograd::grad({loss}, parameters_);
        torch::NoGradGuard const no_gradient;
        steps_.add_(1);
        std::vector<torch::Tensor> const steps(parameters_.size(), steps_);
        at::_fused_adam_(parameters_, gradients, moments1_, moments2_, {}, steps, 0.001, 0.9, 0.999, 0, 1e-8, false,
                         false);
    }
#endif

private:
    torch::Tensor loss_of(torch::Tensor const& state, PaddedEvents const& events, torch::Tensor const& which) {
        auto const logits = head_->forward(behind_->forward(state)).squeeze(1);
        return torch::binary_cross_entropy_with_logits(logits, events.labels.index_select(0, which));
    }

    /// h of the second layer at the end of each sequence [B, 25]; empty sequences are last.
    torch::Tensor packed_state(PaddedEvents const& events, torch::Tensor const& which, torch::Tensor const& lengths,
                               std::int64_t longest) {
        auto const jets = events.jets.slice(1, 0, longest).index_select(0, which);
        auto const filled = lengths.count_nonzero().item<std::int64_t>();
        auto const packed = rnn::pack_padded_sequence(jets.slice(0, 0, filled), lengths.slice(0, 0, filled), true);
        auto const end = std::get<1>(lstm_->forward_with_packed_input(packed));
        return torch::cat({std::get<0>(end)[1], torch::zeros({jets.size(0) - filled, 25}, torch::kCUDA)});
    }

    torch::Tensor padded_state(PaddedEvents const& events, torch::Tensor const& which, std::int64_t longest) {
        auto const jets = events.jets.slice(1, 0, longest).index_select(0, which);
        auto const output = std::get<0>(lstm_->forward(jets));
        auto const lengths = events.lengths_on_gpu.index_select(0, which);
        auto const last = (lengths - 1).clamp_min(0).view({-1, 1, 1}).expand({-1, 1, 25});
        return output.gather(1, last).squeeze(1) * (lengths > 0).to(torch::kFloat32).unsqueeze(1);
    }

    torch::nn::LSTM lstm_{torch::nn::LSTMOptions(4, 25).num_layers(2).batch_first(true).dropout(0.3)};
    torch::nn::Dropout behind_{0.3};
    torch::nn::Linear head_{25, 1};
    std::vector<torch::Tensor> parameters_;
    std::unique_ptr<torch::optim::Adam> adam_;
    std::vector<torch::Tensor> moments1_, moments2_;
    torch::Tensor steps_;
};

torch::Tensor numbers_of(std::vector<std::size_t> const& batch) {
    return torch::tensor(std::vector<std::int64_t>(batch.begin(), batch.end()), torch::kInt64);
}

#if defined(JETSEQ_WITH_CUDA_GRAPHS)

class LibTorchPeer : public Peer {
public:
    LibTorchPeer(PeerKind kind, std::size_t networks, FusedEvents const& events, std::size_t count)
        : kind_{kind}, events_{events, count} {
        for (std::size_t n = 0; n < networks; ++n) networks_.push_back({c10::cuda::getStreamFromPool(), {}, {}, {}});
        torch::cuda::synchronize();
    }

    void learn(std::vector<std::size_t> const& batch) override {
        auto const which = numbers_of(batch), lengths = events_.lengths.index_select(0, which);
        auto const longest = std::max<std::int64_t>(lengths[0].item<std::int64_t>(), 1);
        for (auto& one : networks_) {
            c10::cuda::CUDAStreamGuard const own{one.stream};
            if (kind_ == PeerKind::graphs) {
                replay(one, which, longest);
            } else {
                one.network.learn(events_, which.to(torch::kCUDA), lengths, kind_ == PeerKind::packed);
            }
        }
    }

    void wait() override { torch::cuda::synchronize(); }

private:
    struct One {
        c10::cuda::CUDAStream stream;
        Network network;
        torch::Tensor which;                                                  ///< [B], input of the graphs
        std::map<std::int64_t, std::unique_ptr<at::cuda::CUDAGraph>> graphs;  ///< by the length of the longest sequence
    };

    void replay(One& one, torch::Tensor const& which, std::int64_t longest) {
        if (!one.which.defined()) one.which = which.to(torch::kCUDA);
        one.which.copy_(which.pin_memory(), true);
        auto& graph = one.graphs[longest];
        if (!graph) {
            for (int n = 0; n < 3; ++n) one.network.learn_in_place(events_, one.which, longest);
            torch::cuda::synchronize();
            graph = std::make_unique<at::cuda::CUDAGraph>();
            graph->capture_begin();
            one.network.learn_in_place(events_, one.which, longest);
            graph->capture_end();
        }
        graph->replay();
    }

    PeerKind kind_;
    PaddedEvents events_;
    std::vector<One> networks_;
};

#else

/// On one stream, without graphs.
class LibTorchPeer : public Peer {
public:
    LibTorchPeer(PeerKind kind, std::size_t networks, FusedEvents const& events, std::size_t count)
        : kind_{kind}, events_{events, count}, networks_(networks) {}

    void learn(std::vector<std::size_t> const& batch) override {
        auto const which = numbers_of(batch), lengths = events_.lengths.index_select(0, which);
        for (auto& network : networks_) {
            network.learn(events_, which.to(torch::kCUDA), lengths, kind_ == PeerKind::packed);
        }
    }

    void wait() override { torch::cuda::synchronize(); }

private:
    PeerKind kind_;
    PaddedEvents events_;
    std::vector<Network> networks_;
};

#endif

}  // namespace

std::unique_ptr<Peer> libtorch_on_gpu(PeerKind kind, std::size_t networks, FusedEvents const& events,
                                      std::size_t count) {
    if (!torch::cuda::is_available()) return nullptr;
#if !defined(JETSEQ_WITH_CUDA_GRAPHS)
    if (kind == PeerKind::graphs) return nullptr;
#endif
    return std::make_unique<LibTorchPeer>(kind, networks, events, count);
}

std::string libtorch_version() { return TORCH_VERSION; }

}  // namespace jetseq::bench
