#include <torch/version.h>

#include <cstring>
#include <sstream>

#include "jetseq/event/error.hpp"
#include "jetseq/train/backend.hpp"
#include "jetseq/train/torch_batch.hpp"

namespace jetseq {
namespace {

torch::Device device_of(TrainOptions const& options, Ranks const* ranks) {
    bool const has_cuda = torch::cuda::is_available();
    if (options.device == "cuda" && !has_cuda) {
        throw Error{"device cuda is not there (this LibTorch sees no GPU). Use --device cpu, or a LibTorch with CUDA"};
    }
    if (options.device == "cpu" || !has_cuda) return torch::kCPU;
    if (ranks == nullptr) return torch::kCUDA;
    return {torch::kCUDA, static_cast<c10::DeviceIndex>(ranks->environment().local_rank % torch::cuda::device_count())};
}

/// How Adam names a parameter: LibTorch 1.13 by text, 2.x by address.
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

/// What Adam remembers of one parameter, made where it has none yet.
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

/// Every size-th event: lengths are shared out evenly, the longest stays first.
Batch share_of(Batch const& batch, Ranks const& ranks) {
    Batch share;
    for (std::size_t b = ranks.rank(); b < batch.size(); b += ranks.size()) share.push_back(batch[b]);
    return share;
}

/// The reference: torch::nn::LSTM and torch::optim::Adam.
class TorchBackend : public Backend {
public:
    TorchBackend(TrainingData const& data, TrainOptions const& options, Ranks* ranks)
        : data_{data},
          options_{options},
          ranks_{ranks != nullptr && !ranks->alone() ? ranks : nullptr},
          device_{device_of(options, ranks_)},
          events_{data, device_},
          network_{4, options.layers, options.cells, options.dropout, static_cast<std::int64_t>(options.outputs())} {
        torch::set_num_threads(std::max(options.threads, 1));
        network_->to(device_);
        adam_ = std::make_unique<torch::optim::Adam>(
            network_->parameters(),
            torch::optim::AdamOptions(options.learning_rate).betas({options.beta1, options.beta2}));
    }

    double learn(Batch const& batch, double learning_rate, int epoch) override {
        network_->train();
        for (auto& group : adam_->param_groups()) {
            static_cast<torch::optim::AdamOptions&>(group.options()).lr(learning_rate);
        }
        adam_->zero_grad();
        double loss = add_gradients(ranks_ == nullptr ? batch : share_of(batch, *ranks_), batch.size(), epoch);
        if (ranks_ != nullptr) loss = sum_over_ranks(loss);
        if (options_.clip > 0) torch::nn::utils::clip_grad_norm_(network_->parameters(), options_.clip);
        decay(1 - learning_rate * options_.weight_decay);
        adam_->step();
        return loss;
    }

    std::vector<float> logits(Batch const& batch) override {
        torch::NoGradGuard const no_gradient;
        network_->eval();
        auto const all = network_->forward(events_.batch(batch).jets).to(torch::kCPU).contiguous();
        return {all.data_ptr<float>(), all.data_ptr<float>() + all.numel()};
    }

    OptimiserState state() const override {
        OptimiserState state;
        auto const list = network_->parameter_list();
        auto const append = [](std::vector<float>& to, torch::Tensor const& tensor) {
            auto const flat = tensor.detach().to(torch::kCPU).contiguous();
            to.insert(to.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
        };
        for (std::size_t k = 0; k < list.size(); ++k) {
            if (is_second_bias(k, list.size())) continue;
            bool const bias = is_second_bias(k + 1, list.size());
            append(state.parameters, bias ? list[k] + list[k + 1] : list[k]);
            auto const& moments = moments_of(*adam_, list[k]);
            append(state.moment1, moments.exp_avg()), append(state.moment2, moments.exp_avg_sq());
            state.steps = moments.step();
        }
        return state;
    }

    void restore(OptimiserState const& state) override {
        torch::NoGradGuard const no_gradient;
        steps_ = state.steps;
        auto const list = network_->parameter_list();
        std::size_t at = 0;
        for (std::size_t k = 0; k < list.size(); ++k) {
            auto const count = static_cast<std::size_t>(list[k].numel());
            bool const second = is_second_bias(k, list.size());
            if (second) at -= count;
            auto const part = [&](std::vector<float> const& from) {
                std::vector<float> const values(from.begin() + static_cast<std::ptrdiff_t>(at),
                                                from.begin() + static_cast<std::ptrdiff_t>(at + count));
                return torch::tensor(values).reshape(list[k].sizes());
            };
            list[k].copy_(second ? torch::zeros_like(list[k]) : part(state.parameters).to(device_));
            auto& moments = moments_of(*adam_, list[k]);
            moments.step(state.steps);
            moments.exp_avg(part(state.moment1).to(device_)), moments.exp_avg_sq(part(state.moment2).to(device_));
            at += count;
        }
    }

    std::string name() const override { return "LibTorch " TORCH_VERSION ", " + device_.str(); }

private:
    /// What torch::optim::AdamW does before Adam's step.
    void decay(double factor) {
        torch::NoGradGuard const no_gradient;
        if (factor == 1) return;
        for (auto& parameter : network_->parameters()) parameter.mul_(factor);
    }

    static bool is_second_bias(std::size_t k, std::size_t count) { return k % 4 == 3 && k + 2 < count; }

    /// The loss of `batch`; adds the gradient of loss / `events`.
    double add_gradients(Batch const& batch, std::size_t events, int epoch) {
        if (batch.empty()) return 0;
        auto const tensors = events_.batch(batch);
        auto const loss = weighted_loss(logits(batch, tensors, epoch), tensors);
        (loss / static_cast<double>(events)).backward();
        return loss.item<double>();
    }

    /// Gradients and loss summed over the ranks in their order: the same bits on each of them.
    double sum_over_ranks(double loss) {
        auto const list = network_->parameters();
        std::vector<torch::Tensor> flat;
        for (auto const& parameter : list) {
            auto const& gradient = parameter.grad();  // none where this rank's share has no events
            flat.push_back((gradient.defined() ? gradient : torch::zeros_like(parameter)).to(torch::kCPU).flatten());
        }
        flat.push_back(torch::tensor({loss}, torch::kFloat64).view(torch::kFloat32));
        auto const own = torch::cat(flat);
        auto const floats = static_cast<std::int64_t>(own.numel() - 2);
        auto sum = torch::zeros({floats}, torch::kFloat32);
        loss = 0;
        for (auto const share : ranks_->gather({own.data_ptr<float>(), static_cast<std::size_t>(own.numel())})) {
            sum += torch::from_blob(const_cast<float*>(share.data()), {floats}, torch::kFloat32);
            double part;
            std::memcpy(&part, share.data() + floats, sizeof part);
            loss += part;
        }
        std::int64_t at = 0;
        for (auto const& parameter : list) {
            parameter.mutable_grad() = sum.narrow(0, at, parameter.numel()).view_as(parameter).clone().to(device_);
            at += parameter.numel();
        }
        return loss;
    }

    /// With dropout: the fused step's on the CPU, the GPU's own on a GPU.
    torch::Tensor logits(Batch const& batch, TorchBatch const& tensors, int epoch) {
        std::vector<torch::Tensor> kept;
        if (device_.is_cpu() && options_.dropout > 0) {
            kept = dropout_masks(data_, batch, options_.layers, options_.cells, options_.dropout, options_.seed,
                                 static_cast<std::uint32_t>(epoch));
        } else {
            std::uint64_t const rank = ranks_ != nullptr ? ranks_->rank() : 0;
            torch::manual_seed(options_.seed ^ static_cast<std::uint64_t>(steps_++) << 20 ^ rank << 52);
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
    std::int64_t steps_ = 0;
};

}  // namespace

std::unique_ptr<Backend> torch_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    return std::make_unique<TorchBackend>(data, options, ranks);
}

bool uses_libtorch(TrainOptions const& options) {
    bool const gpu = options.device == "cuda" || (options.device == "auto" && torch::cuda::is_available());
    return options.takes_variables() || options.set.is_there() || options.backend == "torch" ||
           (options.backend == "auto" && gpu && !uses_cuda(options));
}

std::unique_ptr<Backend> make_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    if (options.takes_variables()) return dense_backend(data, options, ranks);
    if (options.set.is_there()) return set_backend(data, options, ranks);
    bool const alone = ranks == nullptr || ranks->alone(), cuda = uses_cuda(options);
    if (cuda && alone && fits_on_gpu(data)) return cuda_backend(data, options);
    return cuda || uses_libtorch(options) ? torch_backend(data, options, ranks) : fused_backend(data, options, ranks);
}

}  // namespace jetseq
