#pragma once

#include <vector>

#include "models/frozen/frozen_model.hpp"
#include "models/networks/libtorch.hpp"

namespace jetseq {

/// Sequences of one batch without padding, longest first, as LibTorch packs them: the first jets of all sequences,
/// then the second jets of those that have one, ...
struct PackedJets {
    torch::Tensor jets;         ///< [J, F] standardised inputs of all jets
    torch::Tensor batch_sizes;  ///< [T] int64, on the CPU: number of sequences that have a first, second, ... jet
    std::int64_t events = 0;    ///< B, with the empty sequences, which are the last ones
};

/// The same sequences padded to the longest, for CUDA graphs. (A packed batch has sizes that the host must know.)
struct TimeMajorJets {
    torch::Tensor jets;     ///< [T, B, F], T > 0; the padding may hold anything
    torch::Tensor lengths;  ///< [B] int64, on the device of `jets`
};

/// The network of HDBS-2018-10: LSTM layers, each followed by dropout, and linear outputs, one or one for each class.
/// An empty sequence has the state 0: the bias of the output is its logit.
class LstmClassifierImpl : public torch::nn::Module {
public:
    LstmClassifierImpl(std::int64_t inputs, std::int64_t layers, std::int64_t cells, double dropout,
                       std::int64_t outputs = 1);

    /// Logits [B], whose sigmoid is P(VBF); of several outputs [B, outputs], for a softmax. `masks`, if not empty,
    /// replaces the network's own dropout: the factors of the outputs of each layer [J, C], and of the last one [B, C].
    torch::Tensor forward(PackedJets const& batch, std::vector<torch::Tensor> const& masks = {});

    /// The same for padded sequences in any order; `masks` of each layer [T, B, C], of the last one [B, C].
    torch::Tensor forward(TimeMajorJets const& batch, std::vector<torch::Tensor> const& masks = {});

    /// One tensor for each of LibTorch's parameters, in the order of FrozenModel's: of each layer weight_ih [4 C, F],
    /// weight_hh [4 C, C], bias_ih and bias_hh [4 C]; the outputs' weights [outputs, C] and biases [outputs].
    std::vector<torch::Tensor> parameter_list() const;

    /// Sets the weights to those of `model`, whose sizes must agree.
    void set_layers(FrozenModel const& model);

private:
    torch::Tensor with_dropout(torch::Tensor const& x, std::vector<torch::Tensor> const& masks, std::size_t layer);
    torch::Tensor logits_of(torch::Tensor const& state, std::vector<torch::Tensor> const& masks);

    std::int64_t cells_;
    std::vector<torch::nn::LSTM> lstm_;
    torch::nn::Dropout dropout_{nullptr};
    torch::nn::Linear head_{nullptr};
};
TORCH_MODULE(LstmClassifier);

/// The network of `model`, in evaluation mode. Throws Error if its layers are not those of this class.
LstmClassifier thawed(FrozenModel const& model);

}  // namespace jetseq
