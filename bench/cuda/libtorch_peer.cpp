#include <torch/torch.h>
#include <torch/version.h>

#include "peer.hpp"

namespace jetseq::bench {
namespace {

namespace rnn = torch::nn::utils::rnn;

class LibTorchPeer : public Peer {
public:
    LibTorchPeer(bool packed, FusedEvents const& events, std::size_t count) : packed_{packed} {
        std::size_t longest = 1;
        std::vector<std::int64_t> lengths;
        for (std::size_t n = 0; n < count; ++n) {
            lengths.push_back(static_cast<std::int64_t>(events.offsets[n + 1] - events.offsets[n]));
            longest = std::max<std::size_t>(longest, events.offsets[n + 1] - events.offsets[n]);
        }
        auto jets = torch::zeros({static_cast<std::int64_t>(count), static_cast<std::int64_t>(longest), 4});
        for (std::size_t n = 0; n < count; ++n) {
            std::copy(events.inputs + 4 * events.offsets[n], events.inputs + 4 * events.offsets[n + 1],
                      jets.data_ptr<float>() + 4 * longest * n);
        }
        lengths_ = torch::tensor(lengths, torch::kInt64);
        jets_ = jets.to(torch::kCUDA);
        labels_ = torch::tensor(std::vector<float>(events.labels, events.labels + count)).to(torch::kCUDA);
        lstm_->to(torch::kCUDA), head_->to(torch::kCUDA);
        auto parameters = lstm_->parameters();
        for (auto const& parameter : head_->parameters()) parameters.push_back(parameter);
        adam_ = std::make_unique<torch::optim::Adam>(parameters, torch::optim::AdamOptions(0.001));
    }

    void learn(std::vector<std::size_t> const& batch) override {
        std::vector<std::int64_t> const numbers(batch.begin(), batch.end());
        auto const which = torch::tensor(numbers, torch::kInt64);
        auto const on_gpu = which.to(torch::kCUDA);
        auto const state = state_of(lengths_.index_select(0, which), on_gpu);
        auto const logits = head_->forward(behind_->forward(state)).squeeze(1);
        auto const loss = torch::binary_cross_entropy_with_logits(logits, labels_.index_select(0, on_gpu));
        adam_->zero_grad();
        loss.backward();
        adam_->step();
    }

    void wait() override { torch::cuda::synchronize(); }

private:
    /// h of the second layer behind each sequence [B, 25]; empty sequences stand last.
    torch::Tensor state_of(torch::Tensor const& lengths, torch::Tensor const& which) {
        auto const longest = std::max<std::int64_t>(lengths[0].item<std::int64_t>(), 1);
        auto const jets = jets_.slice(1, 0, longest).index_select(0, which);
        if (!packed_) return std::get<0>(lstm_->forward(jets)).select(1, longest - 1);
        auto const filled = lengths.count_nonzero().item<std::int64_t>();
        auto const packed = rnn::pack_padded_sequence(jets.slice(0, 0, filled), lengths.slice(0, 0, filled), true);
        auto const end = std::get<1>(lstm_->forward_with_packed_input(packed));
        return torch::cat({std::get<0>(end)[1], torch::zeros({jets.size(0) - filled, 25}, torch::kCUDA)});
    }

    bool packed_;
    torch::nn::LSTM lstm_{torch::nn::LSTMOptions(4, 25).num_layers(2).batch_first(true).dropout(0.3)};
    torch::nn::Dropout behind_{0.3};
    torch::nn::Linear head_{25, 1};
    torch::Tensor jets_, lengths_, labels_;  // [N, T, 4], [N], [N]
    std::unique_ptr<torch::optim::Adam> adam_;
};

}  // namespace

std::unique_ptr<Peer> libtorch_on_gpu(bool packed, FusedEvents const& events, std::size_t count) {
    if (!torch::cuda::is_available()) return nullptr;
    return std::make_unique<LibTorchPeer>(packed, events, count);
}

std::string libtorch_version() { return TORCH_VERSION; }

}  // namespace jetseq::bench
