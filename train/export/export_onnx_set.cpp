#include <cmath>

#include "train/export/onnx_graph.hpp"

namespace jetseq {
namespace {

/// Adds a network over sets of jets, layer by layer, with its weights under the names of parameter_shapes().
class SetGraph {
public:
    SetGraph(GraphWriter& graph, SetNetwork const& network) : graph_{graph}, network_{network} {
        auto from = network.parameters.begin();
        for (auto const& shape : parameter_shapes(network)) {
            std::vector<float> const values(from, from + whole(shape.count()));
            from += whole(shape.count());
            shape.columns == 0 ? graph.constant(shape.name, {whole(shape.rows)}, values)
                               : graph.constant(shape.name, {whole(shape.columns), whole(shape.rows)},
                                                transposed(values, shape.rows, shape.columns));
        }
        add_mask();
    }

    std::string output() {
        auto x = only_real("standardised");
        x = network_.kind == SetKind::deep_sets ? rectified("embedding", network_.embedding.size(), x) : attended(x);
        set(graph_.node("ReduceSum", {only_real(x), "axis1"}, {"sum_of_jets"}), "keepdims", std::int64_t{0});
        return layer("output", rectified("hidden", network_.hidden.size(), "sum_of_jets"));
    }

private:
    static std::vector<float> transposed(std::vector<float> const& values, std::size_t rows, std::size_t columns) {
        std::vector<float> result;
        for (std::size_t k = 0; k < columns; ++k) {
            for (std::size_t row = 0; row < rows; ++row) result.push_back(values[row * columns + k]);
        }
        return result;
    }

    /// A node of one output, whose name is returned.
    std::string one(std::string const& type, std::vector<std::string> const& inputs, std::string const& name) {
        graph_.node(type, inputs, {name});
        return name;
    }
    std::string fresh(std::string const& name) { return name + "_" + std::to_string(made_++); }

    /// `real` [B, T, 1]: true where a jet stands; `real_keys` [B, 1, 1, T].
    void add_mask() {
        graph_.constant("nothing", Dimensions{}, {0.0F});
        graph_.node("Shape", {"jets"}, {"shape"});
        graph_.node("Gather", {"shape", graph_.index("one_index", 1)}, {"longest"});
        graph_.node("Range", {graph_.index("zero_index", 0), "longest", "one_index"}, {"places"});
        set(graph_.node("Cast", {"lengths"}, {"long_lengths"}), "to", std::int64_t{onnx::TensorProto::INT64});
        graph_.node("Unsqueeze", {"long_lengths", "axis1"}, {"lengths_column"});
        graph_.node("Less", {"places", "lengths_column"}, {"real_places"});
        graph_.node("Unsqueeze", {"real_places", graph_.constant("axis2", {2})}, {"real"});
        if (network_.kind != SetKind::attention) return;
        graph_.node("Unsqueeze", {"real_places", graph_.constant("axes12", {1, 2})}, {"real_keys"});
        auto const width = whole(network_.width), heads = whole(network_.heads);
        graph_.constant("in_heads", {0, 0, heads, width / heads});
        graph_.constant("out_of_heads", {0, 0, width});
        graph_.constant("far", Dimensions{}, {-1e9F});
        double const scale = std::sqrt(static_cast<double>(heads) / static_cast<double>(width));
        graph_.constant("likeness_scale", Dimensions{}, {static_cast<float>(scale)});
        graph_.constant("norm_epsilon", Dimensions{}, {1e-5F});
    }

    std::string only_real(std::string const& x) { return one("Where", {"real", x, "nothing"}, fresh("real")); }

    std::string layer(std::string const& name, std::string const& x) {
        auto const product = one("MatMul", {x, name + "_w"}, name + "_product");
        return one("Add", {product, name + "_b"}, name + "_sum");
    }
    std::string rectified(std::string const& name, std::size_t count, std::string x) {
        for (std::size_t n = 0; n < count; ++n) {
            auto const at = name + std::to_string(n);
            x = one("Relu", {layer(at, x)}, at + "_x");
        }
        return x;
    }

    std::string mean(std::string const& x, std::string const& name) {
        set(graph_.node("ReduceMean", {x}, {name}), "axes", Dimensions{-1});
        return name;
    }
    std::string norm(std::string const& name, std::string const& x) {
        auto const shifted = one("Sub", {x, mean(x, name + "_mean")}, name + "_shifted");
        auto const square = one("Mul", {shifted, shifted}, name + "_square");
        auto const variance = one("Add", {mean(square, name + "_variance"), "norm_epsilon"}, name + "_padded");
        auto const spread = one("Sqrt", {variance}, name + "_spread");
        auto const standard = one("Div", {shifted, spread}, name + "_standard");
        auto const scaled = one("Mul", {standard, name + "_w"}, name + "_scaled");
        return one("Add", {scaled, name + "_b"}, name + "_x");
    }

    /// [B, T, C] -> [B, heads, T, C / heads], or the last two exchanged.
    std::string in_heads(std::string const& name, std::string const& x, bool turned) {
        auto const split = one("Reshape", {layer(name, x), "in_heads"}, name + "_split");
        set(graph_.node("Transpose", {split}, {name + "_heads"}), "perm",
            turned ? Dimensions{0, 2, 3, 1} : Dimensions{0, 2, 1, 3});
        return name + "_heads";
    }
    std::string attention(std::string const& name, std::string const& x) {
        auto const query = in_heads(name + "_query", x, false), key = in_heads(name + "_key", x, true);
        auto const value = in_heads(name + "_value", x, false);
        auto const product = one("MatMul", {query, key}, name + "_product");
        auto const likeness = one("Mul", {product, "likeness_scale"}, name + "_likeness");
        auto const masked = one("Where", {"real_keys", likeness, "far"}, name + "_masked");
        set(graph_.node("Softmax", {masked}, {name + "_share"}), "axis", std::int64_t{3});
        auto const mixed = one("MatMul", {name + "_share", value}, name + "_mixed");
        set(graph_.node("Transpose", {mixed}, {name + "_back"}), "perm", Dimensions{0, 2, 1, 3});
        return layer(name + "_mix", one("Reshape", {name + "_back", "out_of_heads"}, name + "_joined"));
    }
    std::string attended(std::string x) {
        x = layer("embedding", x);
        for (std::size_t n = 0; n < network_.blocks; ++n) {
            auto const name = "block" + std::to_string(n);
            x = one("Add", {x, attention(name, norm(name + "_norm0", x))}, name + "_x0");
            auto const wide = one("Relu", {layer(name + "_wide", norm(name + "_norm1", x))}, name + "_wide_x");
            x = one("Add", {x, layer(name + "_narrow", wide)}, name + "_x1");
        }
        return norm("norm", x);
    }

    GraphWriter& graph_;
    SetNetwork const& network_;
    int made_ = 0;
};

}  // namespace

std::string add_set_network(GraphWriter& graph, SetNetwork const& network) { return SetGraph{graph, network}.output(); }

}  // namespace jetseq
