#include <torch/version.h>

#include "bench/train/trainer.hpp"
#include "models/networks/libtorch.hpp"

extern "C" void openblas_set_num_threads(int) __attribute__((weak));  // defined if LibTorch's BLAS is OpenBLAS

namespace jetseq::bench {
namespace {

namespace rnn = torch::nn::utils::rnn;

struct NetworkImpl : torch::nn::Module {
    NetworkImpl(train::NetworkSize const& size, double dropout)
        : cells{static_cast<std::int64_t>(size.cells)},
          lstm{torch::nn::LSTMOptions(static_cast<std::int64_t>(size.inputs), cells)
                   .num_layers(static_cast<std::int64_t>(size.layers))
                   .batch_first(true)
                   .dropout(dropout)},
          behind{dropout},
          head{cells, 1} {
        register_module("lstm", lstm), register_module("behind", behind), register_module("head", head);
    }

    /// jets [B, T, inputs], longest first, `lengths` [B] on the CPU. Empty sequences are last; their state is 0.
    torch::Tensor forward(torch::Tensor const& jets, torch::Tensor const& lengths) {
        auto const with_jets = lengths.count_nonzero().item<std::int64_t>();
        auto state = torch::zeros({jets.size(0) - with_jets, cells});
        if (with_jets > 0) {
            auto const packed =
                rnn::pack_padded_sequence(jets.slice(0, 0, with_jets), lengths.slice(0, 0, with_jets), true);
            auto const end = std::get<1>(lstm->forward_with_packed_input(packed));
            state = torch::cat({std::get<0>(end)[-1], state});
        }
        return head->forward(behind->forward(state)).squeeze(1);
    }

    std::int64_t cells;
    torch::nn::LSTM lstm;
    torch::nn::Dropout behind;
    torch::nn::Linear head;
};
TORCH_MODULE(Network);

torch::Tensor list_of(data::Column<float> const& numbers) {
    return torch::tensor(std::vector<float>(numbers.begin(), numbers.end()));
}

torch::Tensor padded(train::TrainingData const& data) {
    std::size_t longest = 0;
    auto const events = static_cast<std::int64_t>(data.labels.size());
    for (std::size_t n = 0; n < data.labels.size(); ++n) longest = std::max(longest, data.length(n));
    auto jets = torch::zeros({events, static_cast<std::int64_t>(longest), static_cast<std::int64_t>(data.features)});
    for (std::size_t n = 0; n < data.labels.size(); ++n) {
        if (data.length(n) == 0) continue;
        std::copy_n(&data.inputs[data.features * data.offsets[n]], data.features * data.length(n),
                    jets.data_ptr<float>() + data.features * longest * n);
    }
    return jets;
}

torch::Tensor lengths_of(train::TrainingData const& data) {
    std::vector<std::int64_t> lengths;
    for (std::size_t n = 0; n < data.labels.size(); ++n) lengths.push_back(static_cast<std::int64_t>(data.length(n)));
    return torch::tensor(lengths, torch::kInt64);
}

/// LibTorch's nn::LSTM, packed, as its users write it: events padded in memory, LibTorch's dropout and Adam.
class LibTorchLstm : public Trainer {
public:
    LibTorchLstm(std::size_t threads, train::TrainingData const& data, train::NetworkSize const& size)
        : size_{size},
          jets_{padded(data)},
          lengths_{lengths_of(data)},
          labels_{list_of(data.labels)},
          weights_{list_of(data.weights)} {
        torch::set_num_threads(static_cast<int>(threads));
        if (openblas_set_num_threads) openblas_set_num_threads(static_cast<int>(threads));
    }

    void start(Start const& start) override {
        torch::manual_seed(start.seed);
        network_ = Network{size_, start.dropout};
        torch::NoGradGuard const no_gradient;
        float const* from = start.parameters.data();
        auto const own = network_->lstm->named_parameters();
        for (std::size_t n = 0; n < size_.layers; ++n) {
            std::string const layer = "_l" + std::to_string(n);
            for (char const* name : {"weight_ih", "weight_hh", "bias_ih"}) from = take(own[name + layer], from);
            own["bias_hh" + layer].zero_();
        }
        take(network_->head->bias, take(network_->head->weight, from));
        adam_ = std::make_unique<torch::optim::Adam>(network_->parameters(), torch::optim::AdamOptions(0.001));
    }

    double learn(data::Batch const& batch, int) override {
        network_->train();
        auto const which = indices(batch);
        auto const loss = torch::binary_cross_entropy_with_logits(forward(which), labels_.index_select(0, which),
                                                                  weights_.index_select(0, which));
        adam_->zero_grad();
        loss.backward();
        adam_->step();
        return loss.item<double>() * static_cast<double>(batch.size());
    }

    std::vector<float> logits(data::Batch const& batch) override {
        torch::NoGradGuard const no_gradient;
        network_->eval();
        auto const all = forward(indices(batch)).contiguous();
        return {all.data_ptr<float>(), all.data_ptr<float>() + all.numel()};
    }

    std::string name() const override { return "LibTorch " TORCH_VERSION ", nn::LSTM, packed"; }

private:
    static float const* take(torch::Tensor const& parameter, float const* from) {
        parameter.copy_(torch::from_blob(const_cast<float*>(from), parameter.sizes()));  // the data are not changed
        return from + parameter.numel();
    }

    static torch::Tensor indices(data::Batch const& batch) {
        std::vector<std::int64_t> const numbers(batch.begin(), batch.end());
        return torch::tensor(numbers, torch::kInt64);
    }

    torch::Tensor forward(torch::Tensor const& which) {
        auto const lengths = lengths_.index_select(0, which);
        auto const longest = std::max<std::int64_t>(lengths[0].item<std::int64_t>(), 1);
        return network_->forward(jets_.slice(1, 0, longest).index_select(0, which), lengths);
    }

    train::NetworkSize size_;
    torch::Tensor jets_, lengths_, labels_, weights_;  // [N, T, inputs], [N], [N], [N]
    Network network_{nullptr};
    std::unique_ptr<torch::optim::Adam> adam_;
};

}  // namespace

std::unique_ptr<Trainer> libtorch_lstm(std::size_t threads, train::TrainingData const& data,
                                       train::NetworkSize const& size) {
    return std::make_unique<LibTorchLstm>(threads, data, size);
}

}  // namespace jetseq::bench
