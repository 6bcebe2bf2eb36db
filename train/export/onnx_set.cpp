#include "train/export/onnx_set.hpp"

#include <cmath>
#include <utility>

#include "models/frozen/set_layers.hpp"

namespace jetseq::train {
namespace {

/// Adds the operations of set_layers() as nodes; its values are names of values of the graph.
class SetGraph {
public:
    SetGraph(GraphWriter& graph, SetSize const& set, std::vector<NamedParameters> const& parameters,
             ObjectValues objects)
        : graph_{graph}, objects_{std::move(objects)} {
        for (auto const& [shape, values] : parameters) {
            std::string const name = named(shape.name);
            shape.columns == 0 ? graph.constant(name, {whole(shape.rows)}, values)
                               : graph.constant(name, {whole(shape.columns), whole(shape.rows)},
                                                transposed(values, shape.rows, shape.columns));
        }
        add_mask();
        if (set.kind == SetKind::attention) add_constants(whole(set.width), whole(set.heads));
    }

    std::string layer(std::string const& name, std::string const& x, std::size_t /*outputs*/) {
        return node("Add", {node("MatMul", {x, named(name + "_w")}), named(name + "_b")});
    }
    std::string norm(std::string const& name, std::string const& x) {
        auto const shifted = node("Sub", {x, mean(x)});
        auto const variance = mean(node("Mul", {shifted, shifted}));
        auto const deviation = node("Sqrt", {node("Add", {variance, named("norm_epsilon")})});
        auto const scaled = node("Mul", {node("Div", {shifted, deviation}), named(name + "_w")});
        return node("Add", {scaled, named(name + "_b")});
    }
    std::string relu(std::string const& x) { return node("Relu", {x}); }
    std::string add(std::string const& x, std::string const& y) { return node("Add", {x, y}); }
    std::string dropout(std::string const& x) { return x; }
    std::string only_real(std::string const& x) { return node("Where", {named("real"), x, named("nothing")}); }
    std::string sum_of_jets(std::string const& x) { return node("ReduceSum", {x, "axis1"}, "keepdims", 0); }

    std::string attention(std::string const& query, std::string const& key, std::string const& value) {
        auto const of_heads = [&](std::string const& x, Dimensions const& order) {
            return node("Transpose", {node("Reshape", {x, named("in_heads")})}, "perm", order);
        };
        Dimensions const heads_first{0, 2, 1, 3}, transposed_heads_first{0, 2, 3, 1};
        auto const product = node("MatMul", {of_heads(query, heads_first), of_heads(key, transposed_heads_first)});
        auto const scores =
            node("Where", {named("real_keys"), node("Mul", {product, named("score_scale")}), named("far")});
        auto const weights = node("Softmax", {scores}, "axis", 3);
        auto const mixed = node("MatMul", {weights, of_heads(value, heads_first)});
        return node("Reshape", {node("Transpose", {mixed}, "perm", heads_first), named("out_of_heads")});
    }

private:
    static std::vector<float> transposed(std::vector<float> const& values, std::size_t rows, std::size_t columns) {
        std::vector<float> result;
        for (std::size_t k = 0; k < columns; ++k) {
            for (std::size_t row = 0; row < rows; ++row) result.push_back(values[row * columns + k]);
        }
        return result;
    }

    /// `real` [B, T, 1]: true for an object; `real_keys` [B, 1, 1, T].
    void add_mask() {
        graph_.constant(named("nothing"), Dimensions{}, {0.0F});
        graph_.node("Shape", {objects_.x}, {named("shape")});
        graph_.node("Gather", {named("shape"), graph_.index(named("one_index"), 1)}, {named("longest")});
        graph_.node("Range", {graph_.index(named("zero_index"), 0), named("longest"), named("one_index")},
                    {named("places")});
        set(graph_.node("Cast", {objects_.lengths}, {named("long_lengths")}), "to",
            std::int64_t{onnx::TensorProto::INT64});
        graph_.node("Unsqueeze", {named("long_lengths"), "axis1"}, {named("lengths_column")});
        graph_.node("Less", {named("places"), named("lengths_column")}, {named("real_places")});
        graph_.node("Unsqueeze", {named("real_places"), graph_.constant(named("axis2"), {2})}, {named("real")});
    }
    void add_constants(std::int64_t width, std::int64_t heads) {
        graph_.node("Unsqueeze", {named("real_places"), graph_.constant(named("axes12"), {1, 2})},
                    {named("real_keys")});
        graph_.constant(named("in_heads"), {0, 0, heads, width / heads});
        graph_.constant(named("out_of_heads"), {0, 0, width});
        graph_.constant(named("far"), Dimensions{}, {-1e9F});
        double const scale = std::sqrt(static_cast<double>(heads) / static_cast<double>(width));
        graph_.constant(named("score_scale"), Dimensions{}, {static_cast<float>(scale)});
        graph_.constant(named("norm_epsilon"), Dimensions{}, {1e-5F});
    }

    std::string named(std::string const& name) const { return objects_.prefix + name; }

    /// Adds a node of one output, whose name is returned.
    std::string node(std::string const& type, std::vector<std::string> const& inputs) {
        std::string const name = named("set" + std::to_string(nodes_++));
        graph_.node(type, inputs, {name});
        return name;
    }
    /// The same with an attribute.
    template <class Value>
    std::string node(std::string const& type, std::vector<std::string> const& inputs, std::string const& attribute,
                     Value const& value) {
        std::string const name = named("set" + std::to_string(nodes_++));
        set(graph_.node(type, inputs, {name}), attribute, value);
        return name;
    }
    std::string mean(std::string const& x) { return node("ReduceMean", {x}, "axes", Dimensions{-1}); }

    GraphWriter& graph_;
    ObjectValues objects_;
    int nodes_ = 0;
};

}  // namespace

std::string add_set_network(GraphWriter& graph, SetNetwork const& network) {
    SetGraph set_graph{graph, network, named_parameters(network), {"standardised", "lengths", ""}};
    return set_layers(network, set_graph, std::string{"standardised"});
}

std::string add_set(GraphWriter& graph, SequenceInput const& sequence, ObjectValues const& objects) {
    SetSize const& size = *sequence.set;
    auto const parameters = named_parameters(parameter_shapes(size), sequence.set_parameters);
    SetGraph set_graph{graph, size, parameters, objects};
    return set_sums(size, set_graph, objects.x);
}

}  // namespace jetseq::train
