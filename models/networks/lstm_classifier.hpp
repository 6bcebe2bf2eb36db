#pragma once

#include <vector>

#include "models/frozen/frozen_model.hpp"
#include "models/networks/libtorch.hpp"

namespace jetseq {

/// Sequences of one batch without padding, longest first, as LibTorch packs them: the first jets of all sequences,
/// then the second jets of those that have one, ...
struct PackedJets {
    torch::Tensor jets;         ///< [J, F] standardised inputs of all jets
    torch::Tensor batch_sizes;  ///< [T] int64, on the CPU: how many sequences have a first, second, ... jet
    std::int64_t events = 0;    ///< B, empty sequences included; those stand last
};

/// The same sequences padded to the longest, for CUDA graphs: a packed batch has sizes that the host must know.
struct TimeMajorJets {
    torch::Tensor jets;     ///< [T, B, F], T > 0; what stands behind a sequence's end is not looked at
    torch::Tensor lengths;  ///< [B] int64, on the device of `jets`
};

/// The network of HDBS-2018-10: LSTM layers with dropout behind each, and linear outputs, one or one for each class.
/// An empty sequence has the state 0, so the output's bias learns what it is worth.
class LstmClassifierImpl : public torch::nn::Module {
public:
    LstmClassifierImpl(std::int64_t inputs, std::int64_t layers, std::int64_t cells, double dropout,
                       std::int64_t outputs = 1);

    /// Logits [B], P(VBF) is their sigmoid; of several outputs [B, outputs], for a softmax. `kept`, where given,
    /// replaces the network's own dropout: what the values behind each layer are multiplied by, [J, C], and behind the
    /// last one [B, C].
    torch::Tensor forward(PackedJets const& batch, std::vector<torch::Tensor> const& kept = {});

    /// The same of padded sequences in any order; `kept` behind each layer [T, B, C], and behind the last one [B, C].
    torch::Tensor forward(TimeMajorJets const& batch, std::vector<torch::Tensor> const& kept = {});

    /// One tensor for each parameter of LibTorch's, in the order of FrozenModel's: of each layer weight_ih [4 C, F],
    /// weight_hh [4 C, C], bias_ih and bias_hh [4 C]; the outputs' weights [outputs, C] and biases [outputs].
    std::vector<torch::Tensor> parameter_list() const;

    /// The weights of `model`. Sizes must agree.
    void set_layers(FrozenModel const& model);

private:
    torch::Tensor with_dropout(torch::Tensor const& x, std::vector<torch::Tensor> const& kept, std::size_t layer);
    torch::Tensor logits_of(torch::Tensor const& state, std::vector<torch::Tensor> const& kept);

    std::int64_t cells_;
    std::vector<torch::nn::LSTM> lstm_;
    torch::nn::Dropout dropout_{nullptr};
    torch::nn::Linear head_{nullptr};
};
TORCH_MODULE(LstmClassifier);

/// The network that `model` froze, in evaluation mode. Throws Error where its layers are not those of the class.
LstmClassifier thawed(FrozenModel const& model);

}  // namespace jetseq
