#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace jetseq {

enum class SetKind { deep_sets, attention };

/// A network over the jets of an event as a set, without an order:
///   deep_sets (Zaheer et al., arXiv:1703.06114): each jet passes the layers `embedding`;
///   attention (Vaswani et al., arXiv:1706.03762): each jet passes one layer to `width` numbers, then `blocks` of
///     x += Attention(Norm(x)), x += Layer(relu(Layer(Norm(x)))), with `heads` and a last Norm.
/// The results of the jets are added up (0 for an event without jets) and pass the layers `hidden` and a linear one to
/// the outputs. The layers of `embedding` and `hidden` have relu as their activation.
struct SetNetwork {
    SetKind kind = SetKind::deep_sets;
    std::vector<std::size_t> embedding;             ///< outputs of these layers
    std::size_t width = 32, heads = 4, blocks = 2;  ///< of attention; `heads` divides `width`
    std::vector<std::size_t> hidden;                ///< outputs of these layers
    std::size_t inputs = 4, outputs = 1;            ///< numbers of a jet; 1: P(VBF) is the sigmoid, else a softmax
    std::vector<float> parameters;                  ///< of all parameter_shapes(), one after the other
};

/// One list of parameters: weights [outputs, inputs] row by row, or biases and factors [outputs].
struct ParameterShape {
    std::string name;  ///< such as "hidden0_w"
    std::size_t rows;
    std::size_t columns;  ///< 0: it has one dimension

    std::size_t count() const noexcept { return rows * (columns == 0 ? 1 : columns); }
};

/// In the order in which the network uses them.
std::vector<ParameterShape> parameter_shapes(SetNetwork const& network);

/// A list of parameters with its shape.
struct NamedParameters {
    ParameterShape shape;
    std::vector<float> values;
};

/// `network.parameters`, list by list.
std::vector<NamedParameters> named_parameters(SetNetwork const& network);

}  // namespace jetseq
