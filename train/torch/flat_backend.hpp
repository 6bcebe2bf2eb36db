#pragma once

#include "models/networks/libtorch.hpp"
#include "train/backends/backend.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::train {

/// A backend by LibTorch with one flat vector of parameters, on the CPU in one process; derived classes define the
/// network.
class FlatBackend : public Backend {
public:
    double learn(data::Batch const& batch, double learning_rate, int epoch) override;
    std::vector<float> logits(data::Batch const& batch) override;
    OptimiserState state() const override;
    void restore(OptimiserState const& state) override;
    std::string name() const override;

protected:
    /// `kind`: of the network, for messages. `rates`: how often each parameter counts, as both biases of LibTorch's
    /// LSTM do (ParameterLayout); empty: once. Throws Error if there are several ranks.
    FlatBackend(TrainingData const& data, TrainOptions const& options, Ranks const* ranks, std::string kind,
                std::vector<float> const& parameters, std::vector<float> const& rates = {});

    /// Logits [B] or [B, classes] of the events `batch`; with dropout if there is a generator.
    virtual torch::Tensor logits_of(torch::Tensor const& parameters, data::Batch const& batch,
                                    at::Generator* generator) = 0;

    /// `x` with dropout at the rate `options.dropout`; `x` itself without a generator.
    torch::Tensor with_dropout(torch::Tensor const& x, at::Generator* generator) const;

    TrainingData const& data_;
    TrainOptions const options_;

private:
    torch::Tensor counted_norm(torch::Tensor const& gradient) const;
    void adam(torch::Tensor gradient, double rate);

    std::string kind_;
    torch::Tensor parameters_, moment1_, moment2_, rates_;
    std::int64_t steps_ = 0;
};

}  // namespace jetseq::train
