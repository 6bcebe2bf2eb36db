#include "train/export/export_onnx.hpp"

#include <array>
#include <fstream>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "core/version.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "models/frozen/frozen_names.hpp"
#include "train/export/onnx_graph.hpp"
#include "train/export/onnx_inputs.hpp"
#include "train/export/onnx_set.hpp"

namespace jetseq::train {
namespace {

constexpr int ir_version = 7;
constexpr int opset = 14;
constexpr std::array<std::size_t, 4> lstm_gates{0, 3, 1, 2};  // ONNX: i, o, f, c; jetseq: i, f, g, o
constexpr std::array<std::size_t, 3> gru_gates{0, 1, 2};      // z, r, n in both

/// Blocks of `block` values, one for each gate, in ONNX's order.
template <std::size_t count>
std::vector<float> reordered(std::array<std::size_t, count> const& gates, std::vector<float> const& values,
                             std::size_t block) {
    std::vector<float> result;
    for (std::size_t const gate : gates) {
        auto const first = values.begin() + static_cast<std::ptrdiff_t>(gate * block);
        result.insert(result.end(), first, first + static_cast<std::ptrdiff_t>(block));
    }
    return result;
}

void add_activation(GraphWriter& graph, Activation activation, std::string const& from, std::string const& to) {
    constexpr std::array<char const*, 5> operators{"Identity", "Relu", "Tanh", "Sigmoid", "Softmax"};
    graph.node(operators[static_cast<std::size_t>(activation)], {from}, {to});
}

/// What names the values of a layer: the sequence's lengths, a prefix, and the input x [T, B, F].
struct LayerNames {
    std::string lengths, prefix, x;
};

/// Adds a recurrent layer of ONNX's type `type`; its states are `y` [T, 1, B, H], its last state `h` [1, B, H].
template <class Layer, std::size_t count>
void add_recurrent(GraphWriter& graph, char const* type, std::array<std::size_t, count> const& gates,
                   Layer const& layer, LayerNames const& names) {
    std::int64_t const cells = whole(layer.cells), rows = whole(count) * cells;
    std::string const& prefix = names.prefix;
    auto bias = reordered(gates, layer.b, layer.cells);
    bias.resize(2 * bias.size(), 0.0F);  // ONNX adds a second bias
    auto const w = graph.constant(prefix + "_w", {1, rows, whole(layer.inputs)},
                                  reordered(gates, layer.w, layer.cells * layer.inputs));
    auto const u =
        graph.constant(prefix + "_u", {1, rows, cells}, reordered(gates, layer.u, layer.cells * layer.cells));
    auto const b = graph.constant(prefix + "_b", {1, 2 * rows}, bias);
    set(graph.node(type, {names.x, w, u, b, names.lengths}, {prefix + "_y", prefix + "_h"}), "hidden_size", cells);
}

void add_recurrent(GraphWriter& graph, LstmLayer const& layer, LayerNames const& names) {
    add_recurrent(graph, "LSTM", lstm_gates, layer, names);
}

/// ONNX's default, linear_before_reset 0, is the GRU of GruLayer.
void add_recurrent(GraphWriter& graph, GruLayer const& layer, LayerNames const& names) {
    add_recurrent(graph, "GRU", gru_gates, layer, names);
}

/// Adds layers that read `x` [T, B, F]; returns their last state [B, H].
template <class Layers>
std::string add_layers(GraphWriter& graph, Layers const& layers, std::string const& prefix, std::string const& lengths,
                       std::string x) {
    for (std::size_t n = 0; n < layers.size(); ++n) {
        std::string const name = prefix + std::to_string(n);
        add_recurrent(graph, layers[n], {lengths, name, x});
        x = name + "_x";
        bool const last = n + 1 == layers.size();
        graph.node("Squeeze", {name + (last ? "_h" : "_y"), last ? graph.shared("axis0", {0}) : "axis1"}, {x});
    }
    return x;
}

/// Adds dense layers that read `x` [B, inputs]; returns the outputs of the last.
std::string add_dense(GraphWriter& graph, View<DenseLayer> layers, std::string x) {
    for (std::size_t n = 0; n < layers.size(); ++n) {
        DenseLayer const& layer = layers[n];
        std::string const prefix = "dense" + std::to_string(n);
        auto const w = graph.constant(prefix + "_w", {whole(layer.outputs), whole(layer.inputs)}, layer.w);
        auto const b = graph.constant(prefix + "_b", {whole(layer.outputs)}, layer.b);
        set(graph.node("Gemm", {x, w, b}, {prefix + "_sum"}), "transB", 1);
        add_activation(graph, layer.activation, prefix + "_sum", prefix + "_x");
        x = prefix + "_x";
    }
    return x;
}

/// Adds the sequences, the variables `event` and all layers; returns the outputs of the last.
std::string add_joined_network(GraphWriter& graph, JoinedNetwork const& network, OnnxForm const& form) {
    OnnxInputs inputs{graph, form};
    std::vector<std::string> parts;
    for (auto const& sequence : network.sequences) {
        std::string const& name = sequence.name;
        auto const objects = inputs.objects(name, sequence.features, sequence.most);
        if (sequence.set) {
            parts.push_back(add_set(graph, sequence, {objects.x, objects.lengths, name + "/"}));
            continue;
        }
        set(graph.node("Transpose", {objects.x}, {name + "_by_step"}), "perm", Dimensions{1, 0, 2});
        auto const layers = [&](auto const& of) {
            return add_layers(graph, of, name + "_layer", objects.lengths, name + "_by_step");
        };
        parts.push_back(sequence.gru.empty() ? layers(sequence.lstm) : layers(sequence.gru));
    }
    if (!network.event.empty()) {
        std::string const name = frozen::variables_name;
        parts.push_back(inputs.variables(name, name + "_", network.event));
    }
    if (parts.size() == 1) return add_dense(graph, network.dense, parts[0]);
    set(graph.node("Concat", parts, {"joined"}), "axis", 1);
    return add_dense(graph, network.dense, "joined");
}

/// Adds, for networks of one input, the standardised jets, [T, B, 4] for an LSTM, or the variables of the events, [B,
/// V]; returns their name.
std::string add_inputs(GraphWriter& graph, FrozenModel const& model, OnnxForm const& form) {
    OnnxInputs inputs{graph, form};
    if (model.takes_variables())
        return inputs.variables(form.kind == OnnxForm::salt ? frozen::variables_name : "variables", "", model.inputs);
    auto const x = inputs.jets(model.inputs).x;
    if (!std::holds_alternative<RecurrentNetwork>(model.network)) return x;
    set(graph.node("Transpose", {x}, {"x"}), "perm", Dimensions{1, 0, 2});
    return "x";
}

/// Names of the outputs, in the order in which add_outputs() adds them.
std::vector<std::string> output_names(FrozenModel const& model) {
    if (model.finds_number()) return {model.name + "_" + model.classes[0]};
    std::string const prefix = model.name + "_p";
    if (!model.has_softmax()) return {prefix + model.classes[1], prefix + model.classes[0]};
    std::vector<std::string> names;
    for (auto const& name : model.classes) names.push_back(prefix + name);
    return names;
}

/// Adds an output for each class, from `x` [batch, outputs].
void add_outputs(GraphWriter& graph, FrozenModel const& model, OnnxForm const& form, std::string const& x) {
    auto const names = output_names(model);
    bool const is_salt = form.kind == OnnxForm::salt;
    auto const value = [&](std::string const& name) { return is_salt ? name + "_of_events" : name; };
    if (!model.has_softmax()) {
        graph.node("Squeeze", {x, "axis1"}, {value(names[0])});
        if (names.size() > 1)
            graph.node("Sub", {graph.constant("one", {}, {1.0F}), value(names[0])}, {value(names[1])});
    }
    for (std::size_t k = 0; k < names.size(); ++k) {
        if (model.has_softmax()) {
            auto const one = graph.constant("class" + std::to_string(k), {whole(k)});
            set(graph.node("Gather", {x, one}, {names[k] + "_column"}), "axis", 1);
            graph.node("Squeeze", {names[k] + "_column", "axis1"}, {value(names[k])});
        }
        if (is_salt) graph.node("Squeeze", {value(names[k]), graph.shared("first_axis", {0})}, {names[k]});
        graph.output(names[k], is_salt ? std::vector<std::string>{} : std::vector<std::string>{"batch"});
    }
}

void add_network(GraphWriter& graph, FrozenModel const& model, OnnxForm const& form) {
    graph.constant("axis1", {1});
    if (auto const* const joined = std::get_if<JoinedNetwork>(&model.network)) {
        return add_outputs(graph, model, form, add_joined_network(graph, *joined, form));
    }
    auto x = add_inputs(graph, model, form);
    if (auto const* const sets = std::get_if<SetNetwork>(&model.network)) {
        add_activation(graph, model.has_softmax() ? Activation::softmax : Activation::sigmoid,
                       add_set_network(graph, *sets), "probabilities");
        return add_outputs(graph, model, form, "probabilities");
    }
    if (model.lstm_layers().size() > 0) x = add_layers(graph, model.lstm_layers(), "lstm", "lengths", x);
    add_outputs(graph, model, form, add_dense(graph, model.dense_layers(), x));
}

/// Names of inputs and outputs in lwtnn's graph format, which readers of salt's ONNX files parse: the graph itself,
/// `nodes` and `layers`, is empty. In version 1 of salt, `output_names` are those of the graph and there are no
/// `outputs`, which readers add; before, every output has the `node_index` that the parser requires.
std::string gnn_config(FrozenModel const& model, OnnxForm const& form) {
    Json lists = Json::array(), sequences = Json::array(), labels = Json::array();
    auto const add = [](Json& to, std::string const& name, std::vector<InputVariable> const& inputs) {
        Json variables = Json::array();
        for (auto const& input : inputs) variables.push_back({{"name", input.name}, {"offset", 0}, {"scale", 1}});
        to.push_back({{"name", name}, {"variables", variables}});
    };
    if (auto const* const joined = std::get_if<JoinedNetwork>(&model.network)) {
        for (auto const& sequence : joined->sequences) add(sequences, sequence.name, sequence.features);
        if (!joined->event.empty()) add(lists, frozen::variables_name, joined->event);
    } else if (model.takes_variables()) {
        add(lists, frozen::variables_name, model.inputs);
    } else {
        add(sequences, frozen::sequence_name, model.inputs);
    }
    Json all{{"inputs", lists}, {"input_sequences", sequences}, {"nodes", Json::array()}, {"layers", Json::array()}};
    if (form.kind == OnnxForm::salt) {
        all["onnx_model_version"] = "v1", all["model_name"] = model.name, all["output_names"] = output_names(model);
        return text_of(all);
    }
    for (auto const& name : output_names(model)) labels.push_back(name.substr(model.name.size() + 1));
    all["name"] = model.name;
    all["outputs"] = {{model.name, {{"labels", labels}, {"node_index", 0}}}};
    return text_of(all);
}

void add_property(onnx::ModelProto& file, std::string const& key, std::string const& value) {
    auto& property = *file.add_metadata_props();
    property.set_key(key);
    property.set_value(value);
}

}  // namespace

void export_onnx(FrozenModel const& model, std::string const& path, OnnxForm const& form) {
    onnx::ModelProto file;
    file.set_ir_version(ir_version);
    file.set_producer_name("jetseq");
    file.set_producer_version(version());
    auto& operators = *file.add_opset_import();
    operators.set_domain("");
    operators.set_version(opset);
    file.mutable_graph()->set_name("jetseq_" + model.name);
    GraphWriter graph{*file.mutable_graph()};
    add_network(graph, model, form);
    add_property(file, "gnn_config", gnn_config(model, form));
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
