#include "models/networks/activated.hpp"

namespace jetseq {

torch::Tensor activated(Activation activation, torch::Tensor const& x) {
    switch (activation) {
        case Activation::rectified:
            return torch::relu(x);
        case Activation::tanh:
            return torch::tanh(x);
        case Activation::sigmoid:
            return torch::sigmoid(x);
        default:
            return x;
    }
}

}  // namespace jetseq
