#pragma once
#include <torch/torch.h>

#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// The activation of `x` [B, outputs]; softmax over the outputs.
inline torch::Tensor activated(Activation activation, torch::Tensor const& x) {
    switch (activation) {
        case Activation::linear:
            return x;
        case Activation::rectified:
            return torch::relu(x);
        case Activation::tanh:
            return torch::tanh(x);
        case Activation::sigmoid:
            return torch::sigmoid(x);
        case Activation::softmax:
            return torch::softmax(x, 1);
    }
    return x;
}

}  // namespace jetseq
