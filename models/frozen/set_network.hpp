#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "layers.hpp"

namespace jetseq {

enum class SetKind { deep_sets, attention };

/// The layers over the objects of an event as a set, without an order, up to the sum over the objects:
///   deep_sets (Zaheer et al., arXiv:1703.06114): each object passes the layers `embedding`, with relu as activation;
///   attention (Vaswani et al., arXiv:1706.03762): each object passes one layer to `width` numbers, then `blocks` of
///     x += Attention(Norm(x)), x += Layer(relu(Layer(Norm(x)))), with `heads` and a last Norm.
/// The results of the objects are added up: 0 for an event without objects.
struct SetSize {
    SetKind kind = SetKind::deep_sets;
    std::vector<std::size_t> embedding;             ///< outputs of these layers
    std::size_t width = 32, heads = 4, blocks = 2;  ///< of attention; `heads` divides `width`
    std::size_t inputs = 4;                         ///< numbers of an object

    /// Numbers of the sum.
    std::size_t sums() const noexcept { return kind == SetKind::deep_sets ? embedding.back() : width; }
};

/// A network over the jets of an event as a set. The sum passes the layers `hidden`, with relu as activation, and a
/// linear one to the outputs.
struct SetNetwork : SetSize {
    std::vector<std::size_t> hidden;  ///< outputs of these layers
    std::size_t outputs = 1;          ///< 1: P(VBF) is the sigmoid, else a softmax
    std::vector<float> parameters;    ///< of all parameter_shapes(), one after the other
};

/// One list of parameters: weights [outputs, inputs] row by row, or biases and factors [outputs].
struct ParameterShape {
    std::string name;  ///< such as "hidden0_w"
    std::size_t rows;
    std::size_t columns;  ///< 0: it has one dimension

    std::size_t count() const noexcept { return rows * (columns == 0 ? 1 : columns); }
};

/// In the order in which the network uses them; of a SetSize those up to the sum.
std::vector<ParameterShape> parameter_shapes(SetSize const& set);
std::vector<ParameterShape> parameter_shapes(SetNetwork const& network);

/// Numbers of all of them.
std::size_t count_of(std::vector<ParameterShape> const& shapes);

/// A list of parameters with its shape.
struct NamedParameters {
    ParameterShape shape;
    std::vector<float> values;
};

/// The layers that each object passes before the sum in deep sets; `parameters`: of all parameter_shapes().
std::vector<DenseLayer> embedding_layers(SetSize const& set, std::vector<float> const& parameters);

/// `parameters`, list by list.
std::vector<NamedParameters> named_parameters(std::vector<ParameterShape> shapes, std::vector<float> const& parameters);
std::vector<NamedParameters> named_parameters(SetNetwork const& network);

}  // namespace jetseq
