#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "models/networks/libtorch.hpp"
#include "train/loop/options.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::train {

/// Loss and gradients of LibTorch's network on padded sequences, from tensors at fixed addresses. On a GPU, if LibTorch
/// has CUDA graphs (JETSEQ_WITH_CUDA_GRAPHS), the first batch of each shape is captured in a graph; elsewhere the same
/// operations run one by one.
class PaddedSteps {
public:
    /// `network` is on the device of `events`; its parameters must keep their addresses. `events` must outlive this
    /// object.
    PaddedSteps(TorchData const& events, TrainOptions const& options, LstmClassifier network);
    ~PaddedSteps();

    /// Sets the parameters' gradients to those of the sum over `batch` of weight x cross-entropy, divided by `events`,
    /// and adds the sum to the loss. `batch`: longest sequence first; an empty one gives zero gradients. Dropout as in
    /// the fused step.
    void learn(data::Batch const& batch, std::size_t events, int epoch);

    /// The sum of losses since this was last called; waits for the GPU.
    double take_loss();

    static bool captures() noexcept;  ///< whether this build captures CUDA graphs

private:
    struct Step;
    std::unique_ptr<Step> step_of(std::int64_t events, std::int64_t longest) const;
    void choose(Step& step, data::Batch const& batch, torch::Tensor const& numbers) const;
    void gather(Step& step, data::Batch const& batch, torch::Tensor const& numbers) const;
    void fill(Step& step, data::Batch const& batch, std::size_t events, int epoch) const;
    void compute(Step const& step);
    void run(Step& step);

    TorchData const& events_;
    TrainingData const& data_;
    TrainOptions options_;
    torch::Device device_;
    LstmClassifier network_;
    torch::Tensor loss_;  ///< [] double
    std::vector<torch::Tensor> parameters_, gradients_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::unique_ptr<Step>> steps_;  ///< by events and longest
};

}  // namespace jetseq::train
