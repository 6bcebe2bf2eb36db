#include "train/export/export_onnx.hpp"

#include <array>
#include <fstream>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "core/version.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "train/export/onnx_graph.hpp"
#include "train/export/onnx_set.hpp"

namespace jetseq::train {
namespace {

constexpr int ir_version = 7;
constexpr int opset = 14;
constexpr std::array<std::size_t, 4> onnx_gates{0, 3, 1, 2};  // ONNX: i, o, f, c; jetseq: i, f, g, o

/// Blocks of `block` values, one for each gate, in ONNX's order.
std::vector<float> reordered(std::vector<float> const& values, std::size_t block) {
    std::vector<float> result;
    for (std::size_t const gate : onnx_gates) {
        auto const first = values.begin() + static_cast<std::ptrdiff_t>(gate * block);
        result.insert(result.end(), first, first + static_cast<std::ptrdiff_t>(block));
    }
    return result;
}

/// Adds LSTM layer n reading `x` [T, B, F]; its states are `y` [T, 1, B, H], its last state `h` [1, B, H].
void add_lstm(GraphWriter& graph, LstmLayer const& layer, std::string const& prefix, std::string const& x) {
    std::int64_t const cells = whole(layer.cells);
    auto bias = reordered(layer.b, layer.cells);
    bias.resize(2 * bias.size(), 0.0F);  // ONNX adds a second bias
    auto const w = graph.constant(prefix + "_w", {1, 4 * cells, whole(layer.inputs)},
                                  reordered(layer.w, layer.cells * layer.inputs));
    auto const u = graph.constant(prefix + "_u", {1, 4 * cells, cells}, reordered(layer.u, layer.cells * layer.cells));
    auto const b = graph.constant(prefix + "_b", {1, 8 * cells}, bias);
    set(graph.node("LSTM", {x, w, u, b, "lengths"}, {prefix + "_y", prefix + "_h"}), "hidden_size", cells);
}

void add_activation(GraphWriter& graph, Activation activation, std::string const& from, std::string const& to) {
    constexpr std::array<char const*, 5> operators{"Identity", "Relu", "Tanh", "Sigmoid", "Softmax"};
    graph.node(operators[static_cast<std::size_t>(activation)], {from}, {to});
}

/// Adds the standardised jets, [T, B, 4] for an LSTM, or the variables of the events, [B, V].
void add_inputs(GraphWriter& graph, FrozenModel const& model) {
    std::vector<float> offset, scale;
    for (auto const& input : model.inputs) offset.push_back(input.offset), scale.push_back(input.scale);
    std::string const width = std::to_string(offset.size());
    graph.constant("offset", {whole(offset.size())}, offset);
    graph.constant("scale", {whole(scale.size())}, scale);
    if (model.takes_variables()) {
        graph.input("variables", onnx::TensorProto::FLOAT, {"batch", width});
        graph.node("Add", {"variables", "offset"}, {"shifted"});
        graph.node("Mul", {"shifted", "scale"}, {"x"});
        return;
    }
    graph.input("jets", onnx::TensorProto::FLOAT, {"batch", "jets_per_event", width});
    graph.input("lengths", onnx::TensorProto::INT32, {"batch"});
    graph.node("Add", {"jets", "offset"}, {"shifted"});
    graph.node("Mul", {"shifted", "scale"}, {"standardised"});
    if (std::holds_alternative<RecurrentNetwork>(model.network))
        set(graph.node("Transpose", {"standardised"}, {"x"}), "perm", Dimensions{1, 0, 2});
}

/// Adds an output [batch] for each class, from `x` [batch, outputs].
void add_outputs(GraphWriter& graph, FrozenModel const& model, std::string const& x) {
    std::string const prefix = model.name + "_p";
    if (!model.has_softmax()) {
        graph.node("Squeeze", {x, "axis1"}, {prefix + "VBF"});
        graph.node("Sub", {graph.constant("one", {}, {1.0F}), prefix + "VBF"}, {prefix + "ggF"});
        graph.output(prefix + "VBF");
        graph.output(prefix + "ggF");
        return;
    }
    for (std::size_t k = 0; k < model.classes.size(); ++k) {
        auto const one = graph.constant("class" + std::to_string(k), {whole(k)});
        set(graph.node("Gather", {x, one}, {prefix + model.classes[k] + "_column"}), "axis", 1);
        graph.node("Squeeze", {prefix + model.classes[k] + "_column", "axis1"}, {prefix + model.classes[k]});
        graph.output(prefix + model.classes[k]);
    }
}

void add_network(GraphWriter& graph, FrozenModel const& model) {
    std::string x = "x";
    graph.constant("axis1", {1});
    if (auto const* const sets = std::get_if<SetNetwork>(&model.network)) {
        add_activation(graph, model.has_softmax() ? Activation::softmax : Activation::sigmoid,
                       add_set_network(graph, *sets), "probabilities");
        return add_outputs(graph, model, "probabilities");
    }
    auto const lstm = model.lstm_layers();
    auto const dense = model.dense_layers();
    for (std::size_t n = 0; n < lstm.size(); ++n) {
        std::string const prefix = "lstm" + std::to_string(n);
        add_lstm(graph, lstm[n], prefix, x);
        x = prefix + "_x";
        if (n + 1 < lstm.size())
            graph.node("Squeeze", {prefix + "_y", "axis1"}, {x});
        else
            graph.node("Squeeze", {prefix + "_h", graph.constant("axis0", {0})}, {x});
    }
    for (std::size_t n = 0; n < dense.size(); ++n) {
        DenseLayer const& layer = dense[n];
        std::string const prefix = "dense" + std::to_string(n);
        auto const w = graph.constant(prefix + "_w", {whole(layer.outputs), whole(layer.inputs)}, layer.w);
        auto const b = graph.constant(prefix + "_b", {whole(layer.outputs)}, layer.b);
        set(graph.node("Gemm", {x, w, b}, {prefix + "_sum"}), "transB", 1);
        add_activation(graph, layer.activation, prefix + "_sum", prefix + "_x");
        x = prefix + "_x";
    }
    add_outputs(graph, model, x);
}

/// Names of inputs and outputs in lwtnn's graph format, which readers of salt's ONNX files parse: the graph itself,
/// `nodes` and `layers`, is empty, and every output has the `node_index` that the parser requires.
std::string gnn_config(FrozenModel const& model) {
    Json variables = Json::array(), labels = Json::array();
    for (auto const& input : model.inputs) variables.push_back({{"name", input.name}, {"offset", 0}, {"scale", 1}});
    if (model.has_softmax()) {
        for (auto const& name : model.classes) labels.push_back("p" + name);
    } else {
        labels = {"pVBF", "pggF"};
    }
    bool const fixed = model.takes_variables();
    Json const inputs = {{{"name", fixed ? "event" : "jets"}, {"variables", variables}}};
    return text_of(Json{{"name", model.name},
                        {"inputs", fixed ? inputs : Json::array()},
                        {"input_sequences", fixed ? Json::array() : inputs},
                        {"nodes", Json::array()},
                        {"layers", Json::array()},
                        {"outputs", {{model.name, {{"labels", labels}, {"node_index", 0}}}}}});
}

void add_property(onnx::ModelProto& file, std::string const& key, std::string const& value) {
    auto& property = *file.add_metadata_props();
    property.set_key(key);
    property.set_value(value);
}

}  // namespace

void export_onnx(FrozenModel const& model, std::string const& path) {
    onnx::ModelProto file;
    file.set_ir_version(ir_version);
    file.set_producer_name("jetseq");
    file.set_producer_version(version());
    auto& operators = *file.add_opset_import();
    operators.set_domain("");
    operators.set_version(opset);
    file.mutable_graph()->set_name("jetseq_" + model.name);
    GraphWriter graph{*file.mutable_graph()};
    add_inputs(graph, model);
    add_network(graph, model);
    add_property(file, "gnn_config", gnn_config(model));
    add_property(file, "jetseq", text_of(parse_json(to_json(model)).at("jetseq")));

    OutputFile output{path};
    std::ofstream stream{output.temporary_path(), std::ios::binary};
    if (!file.SerializeToOstream(&stream) || !stream.flush()) {
        throw Error{"can't write " + path + " (the disk is full?). Choose a folder that has room"};
    }
    stream.close();
    output.commit();
}

}  // namespace jetseq::train
