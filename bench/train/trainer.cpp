#include "bench/train/trainer.hpp"

#include "core/error.hpp"
#include "train/fused/network.hpp"
#include "train/loop/train.hpp"
#include "train/torch/libtorch_scores.hpp"
#include "train/torch/torch_backend.hpp"

namespace jetseq::bench {
namespace {

train::fused::Kernel const& kernel_named(std::string const& name) {
    for (auto const* kernel : train::fused_kernels_of_this_machine()) {
        if (name.empty() || name == kernel->name) return *kernel;
    }
    throw Error{"no kernel '" + name + "' on this machine. Try 'baseline'"};
}

/// The fused step.
class Fused : public Trainer {
public:
    Fused(train::fused::Kernel const& kernel, std::size_t threads, train::TrainingData const& data,
          train::NetworkSize const& size)
        : events_{data.inputs.data(), data.offsets.data(), data.labels.data(), data.weights.data(), data.hashes.data()},
          network_{size, threads, kernel} {}

    void start(Start const& start) override {
        std::vector<float> const zeros(start.parameters.size(), 0.0F);
        network_.restore(start.parameters, zeros, zeros, 0);
        step_.dropout = start.dropout, step_.seed = start.seed;
    }
    double learn(data::Batch const& batch, int epoch) override {
        step_.epoch = static_cast<std::uint32_t>(epoch);
        return network_.learn(events_, batch, step_);
    }
    std::vector<float> logits(data::Batch const& batch) override { return network_.logits(events_, batch); }
    std::string name() const override { return std::string{"jetseq fused, "} + network_.kernel_name(); }

private:
    train::FusedEvents events_;
    train::FusedNetwork network_;
    train::FusedStep step_;
};

/// LibTorch as in `jetseq train --backend torch`, with the dropout masks of the fused step.
class OurBackend : public Trainer {
public:
    OurBackend(std::size_t threads, train::TrainingData const& data) : data_{data} {
        options_.threads = static_cast<int>(threads), options_.device = "cpu", options_.backend = "torch";
        backend_ = train::torch_backend(data_, options_);
    }
    void start(Start const& start) override {
        options_.dropout = start.dropout, options_.seed = start.seed;
        backend_ = train::torch_backend(data_, options_);
        std::vector<float> const zeros(start.parameters.size(), 0.0F);
        backend_->restore({start.parameters, zeros, zeros, 0});
    }
    double learn(data::Batch const& batch, int epoch) override {
        return backend_->learn(batch, options_.learning_rate, epoch);
    }
    std::vector<float> logits(data::Batch const& batch) override { return backend_->logits(batch); }
    std::string name() const override { return "jetseq --backend torch, LibTorch " + train::libtorch_version(); }

private:
    train::TrainingData const& data_;
    train::TrainOptions options_;
    std::unique_ptr<train::Backend> backend_;
};

}  // namespace

std::unique_ptr<Trainer> make_trainer(std::string const& kind, std::size_t threads, train::TrainingData const& data,
                                      train::NetworkSize const& size) {
    if (kind == "backend") return std::make_unique<OurBackend>(threads, data);
    if (kind == "lstm") return libtorch_lstm(threads, data, size);
    if (kind.rfind("fused", 0) != 0) throw Error{"no trainer '" + kind + "'. Choose fused, backend or lstm"};
    auto const& kernel = kernel_named(kind.size() > 6 ? kind.substr(6) : "");
    return std::make_unique<Fused>(kernel, threads, data, size);
}

}  // namespace jetseq::bench
