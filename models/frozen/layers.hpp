#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace jetseq {

/// One input of a network: x enters as (x + offset) * scale.
struct InputVariable {
    std::string name;  ///< of a feature of an object or a variable of an event
    float offset;      ///< minus the mean of the training part [unit of the input]
    float scale;       ///< 1 / standard deviation
};

/// A long short-term memory layer (Hochreiter and Schmidhuber, Neural Comput. 9 (1997) 1735) with tanh cells and
/// sigmoid gates. Rows are gates x cells, in the order i, f, g, o:
///   i, f, o = sigmoid(W x + U h + b), g = tanh(W x + U h + b), c' = f c + i g, h' = o tanh(c').
struct LstmLayer {
    std::size_t inputs = 0;
    std::size_t cells = 0;
    std::vector<float> w;  ///< [4 * cells, inputs]
    std::vector<float> u;  ///< [4 * cells, cells]
    std::vector<float> b;  ///< [4 * cells]
};

/// A gated recurrent unit layer (Cho et al., arXiv:1406.1078, as lwtnn computes it). Rows are gates x cells, in the
/// order z, r, h:
///   z, r = sigmoid(W x + U h + b), n = tanh(W x + U (r h) + b), h' = z h + (1 - z) n.
struct GruLayer {
    std::size_t inputs = 0;
    std::size_t cells = 0;
    std::vector<float> w;  ///< [3 * cells, inputs]
    std::vector<float> u;  ///< [3 * cells, cells]
    std::vector<float> b;  ///< [3 * cells]
};

enum class Activation { linear, rectified, tanh, sigmoid, softmax };

/// y = activation(W x + b); softmax: y_k = exp(z_k) / sum over j of exp(z_j), z = W x + b.
struct DenseLayer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    Activation activation = Activation::linear;
    std::vector<float> w;  ///< [outputs, inputs]
    std::vector<float> b;  ///< [outputs]
};

}  // namespace jetseq
