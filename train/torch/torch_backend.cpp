#include "train/torch/torch_backend.hpp"

#include <torch/version.h>

#include <cstring>
#include <sstream>

#include "core/error.hpp"
#include "train/torch/padded_steps.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::train {
namespace {

torch::Device device_of(TrainOptions const& options, Ranks const* ranks) {
    bool const has_cuda = torch::cuda::is_available();
    if (options.device == "cuda" && !has_cuda) {
        throw Error{"device cuda is not there (this LibTorch sees no GPU). Use the CPU, or a LibTorch with CUDA"};
    }
    if (options.device == "cpu" || !has_cuda) return torch::kCPU;
    if (ranks == nullptr) return torch::kCUDA;
    return {torch::kCUDA, static_cast<c10::DeviceIndex>(ranks->environment().local_rank % torch::cuda::device_count())};
}

/// Adam's key of a parameter: a text in LibTorch 1.13, an address in 2.x.
template <class Key>
Key key_of(torch::Tensor const& parameter) {
    if constexpr (std::is_same_v<Key, std::string>) {
        std::ostringstream key;
        key << parameter.unsafeGetTensorImpl();
        return key.str();
    } else {
        return parameter.unsafeGetTensorImpl();
    }
}

/// Adam's state of one parameter, created if there is none yet.
torch::optim::AdamParamState& moments_of(torch::optim::Adam& adam, torch::Tensor const& parameter) {
    auto const key = key_of<std::decay_t<decltype(adam.state())>::key_type>(parameter);
    auto& state = adam.state()[key];
    if (!state) {
        auto fresh = std::make_unique<torch::optim::AdamParamState>();
        fresh->step(0), fresh->exp_avg(torch::zeros_like(parameter)), fresh->exp_avg_sq(torch::zeros_like(parameter));
        state = std::move(fresh);
    }
    return static_cast<torch::optim::AdamParamState&>(*state);
}

void append(std::vector<float>& to, torch::Tensor const& tensor) {
    auto const flat = tensor.detach().to(torch::kCPU).contiguous();
    to.insert(to.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
}

/// The numbers from index `first` on, as many as in `like` and in its shape.
torch::Tensor slice(std::vector<float> const& from, std::size_t first, torch::Tensor const& like) {
    auto const begin = from.begin() + static_cast<std::ptrdiff_t>(first);
    return torch::tensor(std::vector<float>(begin, begin + like.numel())).reshape(like.sizes());
}

/// Every size-th event, so that lengths are distributed evenly and the longest stays first.
data::Batch share_of(data::Batch const& batch, Ranks const& ranks) {
    data::Batch share;
    for (std::size_t b = ranks.rank(); b < batch.size(); b += ranks.size()) share.push_back(batch[b]);
    return share;
}

/// The reference: torch::nn::LSTM and torch::optim::Adam; on a GPU the same network on padded sequences, whose steps
/// can be captured in CUDA graphs, and Adam in one launch where this LibTorch has it.
class TorchBackend : public Backend {
public:
    TorchBackend(TrainingData const& data, TrainOptions const& options, Ranks* ranks)
        : data_{data},
          options_{options},
          ranks_{ranks != nullptr && !ranks->alone() ? ranks : nullptr},
          device_{device_of(options, ranks_)},
          events_{data, device_},
          network_{static_cast<std::int64_t>(data.features), options.layers, options.cells, options.dropout,
                   static_cast<std::int64_t>(options.outputs())} {
        torch::set_num_threads(std::max(options.threads, 1));
        network_->to(device_);
        if (device_.is_cuda()) padded_ = std::make_unique<PaddedSteps>(events_, options, network_);
        if (ranks_ != nullptr) on_device_ = ranks_->meet_on_device(device_.is_cuda() ? device_.index() : -1);
        adam_ = std::make_unique<torch::optim::Adam>(
            network_->parameters(),
            torch::optim::AdamOptions(options.learning_rate).betas({options.beta1, options.beta2}));
    }

    double learn(data::Batch const& batch, double learning_rate, int epoch) override {
        if (padded_) return learn_all({&batch, 1}, {&learning_rate, 1}, epoch);
        network_->train();
        adam_->zero_grad();
        double loss = add_gradients(share_of_this_rank(batch), batch.size(), epoch);
        if (ranks_ != nullptr) loss = sum_over_ranks(loss);
        take_step(learning_rate);
        return loss;
    }

    /// On a GPU without other ranks, the loss is read once for all batches. With ranks, one may be lost in
    /// each batch, and nothing may have changed then.
    std::size_t batches_at_once() const override { return padded_ && ranks_ == nullptr ? 64 : 1; }

    double learn_all(std::span<data::Batch const> batches, std::span<double const> rates, int epoch) override {
        if (!padded_) return Backend::learn_all(batches, rates, epoch);
        double loss = 0;
        for (std::size_t n = 0; n < batches.size(); ++n) {
            padded_->learn(share_of_this_rank(batches[n]), batches[n].size(), epoch);
            if (ranks_ != nullptr) loss += sum_over_ranks(padded_->take_loss());
            take_step(rates[n]);
        }
        return loss + padded_->take_loss();
    }

    std::vector<float> logits(data::Batch const& batch) override {
        torch::NoGradGuard const no_gradient;
        network_->eval();
        auto const all = network_->forward(events_.batch(batch).jets).to(torch::kCPU).contiguous();
        return {all.data_ptr<float>(), all.data_ptr<float>() + all.numel()};
    }

    OptimiserState state() const override {
        OptimiserState state;
        auto const list = network_->parameter_list();
        for (std::size_t k = 0; k < list.size(); ++k) {
            if (is_second_bias(k, list.size())) continue;
            bool const bias = is_second_bias(k + 1, list.size());
            append(state.parameters, bias ? list[k] + list[k + 1] : list[k]);
            for (std::size_t of = k; bias && of < k + 2; ++of) {
                auto const& kept = moments_of(*adam_, list[of]);
                append(state.bias_pairs, list[of]);
                append(state.bias_pairs, kept.exp_avg()), append(state.bias_pairs, kept.exp_avg_sq());
            }
            auto const& moments = moments_of(*adam_, list[k]);
            append(state.moment1, moments.exp_avg()), append(state.moment2, moments.exp_avg_sq());
            state.steps = moments.step();
        }
        return state;
    }

    void restore(OptimiserState const& state) override {
        torch::NoGradGuard const no_gradient;
        auto const list = network_->parameter_list();
        std::size_t at = 0, at_pair = 0;
        for (std::size_t k = 0; k < list.size(); ++k) {
            auto const count = static_cast<std::size_t>(list[k].numel());
            bool const second = is_second_bias(k, list.size()), bias = second || is_second_bias(k + 1, list.size());
            if (second) at -= count;
            auto& moments = moments_of(*adam_, list[k]);
            moments.step(state.steps);
            if (bias && !state.bias_pairs.empty()) {
                auto const next = [&] {
                    auto const values = slice(state.bias_pairs, at_pair, list[k]).to(device_);
                    at_pair += count;
                    return values;
                };
                list[k].copy_(next());
                moments.exp_avg(next()), moments.exp_avg_sq(next());
            } else {
                auto const part = [&](std::vector<float> const& from) { return slice(from, at, list[k]).to(device_); };
                list[k].copy_(second ? torch::zeros_like(list[k]) : part(state.parameters));
                moments.exp_avg(part(state.moment1)), moments.exp_avg_sq(part(state.moment2));
            }
            at += count;
        }
    }

    std::string name() const override {
        std::string const how = padded_ && PaddedSteps::captures() ? ", CUDA graphs" : "";
        return "LibTorch " TORCH_VERSION ", " + device_.str() + how + (on_device_ ? ", NCCL" : "");
    }

private:
    data::Batch share_of_this_rank(data::Batch const& batch) const {
        return ranks_ == nullptr ? batch : share_of(batch, *ranks_);
    }

    void take_step(double rate) {
        if (options_.clip > 0) torch::nn::utils::clip_grad_norm_(network_->parameters(), options_.clip);
        if (device_.is_cuda() && PaddedSteps::captures()) return adam_in_one_launch(rate);
        for (auto& group : adam_->param_groups()) static_cast<torch::optim::AdamOptions&>(group.options()).lr(rate);
        decay(1 - rate * options_.weight_decay);
        adam_->step();
    }

    /// The weight decay of torch::optim::AdamW, before Adam's step.
    void decay(double factor) {
        torch::NoGradGuard const no_gradient;
        if (factor == 1) return;
        for (auto& parameter : network_->parameters()) parameter.mul_(factor);
    }

#if defined(JETSEQ_WITH_CUDA_GRAPHS)
    /// The same step, weight decay included, on the same moments.
    void adam_in_one_launch(double rate) {
        torch::NoGradGuard const no_gradient;
        std::vector<torch::Tensor> const parameters = network_->parameters();
        std::vector<torch::Tensor> gradients, moments1, moments2;
        std::int64_t count = 0;
        for (auto const& parameter : parameters) {
            auto& moments = moments_of(*adam_, parameter);
            moments.step(count = moments.step() + 1);
            gradients.push_back(parameter.grad());
            moments1.push_back(moments.exp_avg()), moments2.push_back(moments.exp_avg_sq());
        }
        auto const step = torch::full({}, static_cast<double>(count), parameters.front().options());
        std::vector<torch::Tensor> const steps(parameters.size(), step);
        constexpr double epsilon = 1e-8;  // that of torch::optim::Adam
        at::_fused_adamw_(parameters, gradients, moments1, moments2, {}, steps, rate, options_.beta1, options_.beta2,
                          options_.weight_decay, epsilon, false, false);
    }
#else
    void adam_in_one_launch(double) {}
#endif

    static bool is_second_bias(std::size_t k, std::size_t count) { return k % 4 == 3 && k + 2 < count; }

    /// The loss of `batch`; adds the gradient of loss / `events`.
    double add_gradients(data::Batch const& batch, std::size_t events, int epoch) {
        if (batch.empty()) return 0;
        auto const tensors = events_.batch(batch);
        auto const loss = weighted_loss(logits(batch, tensors, epoch), tensors);
        (loss / static_cast<double>(events)).backward();
        return loss.item<double>();
    }

    /// The lists of all ranks, in their order.
    std::vector<torch::Tensor> gathered(torch::Tensor const& own) {
        if (on_device_) {
            torch::Tensor all;
            ranks_->gather_on_device(own, all);
            return all.unbind(0);
        }
        std::vector<torch::Tensor> shares;
        auto const there = own.to(torch::kCPU);
        for (auto const share : ranks_->gather({there.data_ptr<float>(), static_cast<std::size_t>(there.numel())})) {
            shares.push_back(torch::from_blob(const_cast<float*>(share.data()), {there.numel()}, torch::kFloat32));
        }
        return shares;
    }

    /// Gradients and loss, summed over the ranks in their order, so that all have the same bits.
    double sum_over_ranks(double loss) {
        auto const list = network_->parameters();
        std::vector<torch::Tensor> flat;
        for (auto const& parameter : list) {
            auto const& gradient = parameter.grad();  // undefined if this rank's share has no events
            flat.push_back((gradient.defined() ? gradient : torch::zeros_like(parameter)).flatten());
        }
        flat.push_back(torch::tensor({loss}, torch::kFloat64).view(torch::kFloat32).to(device_));
        auto const own = torch::cat(flat);
        std::int64_t const floats = own.numel() - 2;
        auto sum = torch::zeros({floats}, own.options());
        loss = 0;
        for (auto const& share : gathered(own)) {
            sum += share.narrow(0, 0, floats).to(device_);
            auto const carrier = share.narrow(0, floats, 2).to(torch::kCPU).contiguous();
            double part;
            std::memcpy(&part, carrier.data_ptr<float>(), sizeof part);
            loss += part;
        }
        std::int64_t at = 0;
        for (auto const& parameter : list) {
            parameter.mutable_grad() = sum.narrow(0, at, parameter.numel()).view_as(parameter).clone();
            at += parameter.numel();
        }
        return loss;
    }

    /// With the dropout of the fused step.
    torch::Tensor logits(data::Batch const& batch, TorchBatch const& tensors, int epoch) {
        std::vector<torch::Tensor> kept;
        if (options_.dropout > 0) {
            kept = dropout_masks(
                data_, batch,
                {options_.layers, options_.cells, options_.dropout, options_.seed, static_cast<std::uint32_t>(epoch)});
        }
        return network_->forward(tensors.jets, kept);
    }

    TrainingData const& data_;
    TrainOptions options_;
    Ranks* ranks_;  ///< null: alone
    torch::Device device_;
    TorchData events_;
    LstmClassifier network_;
    std::unique_ptr<torch::optim::Adam> adam_;
    std::unique_ptr<PaddedSteps> padded_;  ///< on a GPU
    bool on_device_ = false;               ///< gradients go from GPU to GPU
};

}  // namespace

std::unique_ptr<Backend> torch_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    return std::make_unique<TorchBackend>(data, options, ranks);
}

}  // namespace jetseq::train
