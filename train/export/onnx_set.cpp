#include "train/export/onnx_set.hpp"

#include <cmath>

#include "models/frozen/set_layers.hpp"

namespace jetseq::train {
namespace {

/// Adds the operations of set_layers() as nodes; its values are names of values of the graph.
class SetGraph {
public:
    SetGraph(GraphWriter& graph, SetNetwork const& network) : graph_{graph} {
        for (auto const& [shape, values] : named_parameters(network)) {
            shape.columns == 0 ? graph.constant(shape.name, {whole(shape.rows)}, values)
                               : graph.constant(shape.name, {whole(shape.columns), whole(shape.rows)},
                                                transposed(values, shape.rows, shape.columns));
        }
        add_mask();
        if (network.kind == SetKind::attention) add_constants(whole(network.width), whole(network.heads));
    }

    std::string layer(std::string const& name, std::string const& x, std::size_t /*outputs*/) {
        return node("Add", {node("MatMul", {x, name + "_w"}), name + "_b"});
    }
    std::string norm(std::string const& name, std::string const& x) {
        auto const shifted = node("Sub", {x, mean(x)});
        auto const variance = mean(node("Mul", {shifted, shifted}));
        auto const deviation = node("Sqrt", {node("Add", {variance, "norm_epsilon"})});
        auto const scaled = node("Mul", {node("Div", {shifted, deviation}), name + "_w"});
        return node("Add", {scaled, name + "_b"});
    }
    std::string relu(std::string const& x) { return node("Relu", {x}); }
    std::string add(std::string const& x, std::string const& y) { return node("Add", {x, y}); }
    std::string dropout(std::string const& x) { return x; }
    std::string only_real(std::string const& x) { return node("Where", {"real", x, "nothing"}); }
    std::string sum_of_jets(std::string const& x) { return node("ReduceSum", {x, "axis1"}, "keepdims", 0); }

    std::string attention(std::string const& query, std::string const& key, std::string const& value) {
        auto const of_heads = [&](std::string const& x, Dimensions const& order) {
            return node("Transpose", {node("Reshape", {x, "in_heads"})}, "perm", order);
        };
        Dimensions const heads_first{0, 2, 1, 3}, transposed_heads_first{0, 2, 3, 1};
        auto const product = node("MatMul", {of_heads(query, heads_first), of_heads(key, transposed_heads_first)});
        auto const scores = node("Where", {"real_keys", node("Mul", {product, "score_scale"}), "far"});
        auto const weights = node("Softmax", {scores}, "axis", 3);
        auto const mixed = node("MatMul", {weights, of_heads(value, heads_first)});
        return node("Reshape", {node("Transpose", {mixed}, "perm", heads_first), "out_of_heads"});
    }

private:
    static std::vector<float> transposed(std::vector<float> const& values, std::size_t rows, std::size_t columns) {
        std::vector<float> result;
        for (std::size_t k = 0; k < columns; ++k) {
            for (std::size_t row = 0; row < rows; ++row) result.push_back(values[row * columns + k]);
        }
        return result;
    }

    /// `real` [B, T, 1]: true for a jet; `real_keys` [B, 1, 1, T].
    void add_mask() {
        graph_.constant("nothing", Dimensions{}, {0.0F});
        graph_.node("Shape", {"standardised"}, {"shape"});
        graph_.node("Gather", {"shape", graph_.index("one_index", 1)}, {"longest"});
        graph_.node("Range", {graph_.index("zero_index", 0), "longest", "one_index"}, {"places"});
        set(graph_.node("Cast", {"lengths"}, {"long_lengths"}), "to", std::int64_t{onnx::TensorProto::INT64});
        graph_.node("Unsqueeze", {"long_lengths", "axis1"}, {"lengths_column"});
        graph_.node("Less", {"places", "lengths_column"}, {"real_places"});
        graph_.node("Unsqueeze", {"real_places", graph_.constant("axis2", {2})}, {"real"});
    }
    void add_constants(std::int64_t width, std::int64_t heads) {
        graph_.node("Unsqueeze", {"real_places", graph_.constant("axes12", {1, 2})}, {"real_keys"});
        graph_.constant("in_heads", {0, 0, heads, width / heads});
        graph_.constant("out_of_heads", {0, 0, width});
        graph_.constant("far", Dimensions{}, {-1e9F});
        double const scale = std::sqrt(static_cast<double>(heads) / static_cast<double>(width));
        graph_.constant("score_scale", Dimensions{}, {static_cast<float>(scale)});
        graph_.constant("norm_epsilon", Dimensions{}, {1e-5F});
    }

    /// Adds a node of one output, whose name is returned.
    std::string node(std::string const& type, std::vector<std::string> const& inputs) {
        std::string const name = "set" + std::to_string(nodes_++);
        graph_.node(type, inputs, {name});
        return name;
    }
    /// The same with an attribute.
    template <class Value>
    std::string node(std::string const& type, std::vector<std::string> const& inputs, std::string const& attribute,
                     Value const& value) {
        std::string const name = "set" + std::to_string(nodes_++);
        set(graph_.node(type, inputs, {name}), attribute, value);
        return name;
    }
    std::string mean(std::string const& x) { return node("ReduceMean", {x}, "axes", Dimensions{-1}); }

    GraphWriter& graph_;
    int nodes_ = 0;
};

}  // namespace

std::string add_set_network(GraphWriter& graph, SetNetwork const& network) {
    SetGraph set_graph{graph, network};
    return set_layers(network, set_graph, std::string{"standardised"});
}

}  // namespace jetseq::train
