#include "models/frozen/frozen_model_write.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "core/version.hpp"
#include "models/frozen/frozen_names.hpp"
#include "models/frozen/frozen_parts.hpp"

namespace jetseq {
namespace {

/// Rows [first, first + count) of the matrix `values` [rows, columns], flat.
Json rows_of(std::vector<float> const& values, std::size_t first, std::size_t count, std::size_t columns) {
    Json flat = Json::array();
    for (std::size_t i = first * columns; i < (first + count) * columns; ++i) flat.push_back(values[i]);
    return flat;
}

Json lwtnn_layer(LstmLayer const& layer) {
    Json components;
    for (std::size_t gate = 0; gate < frozen::gates.size(); ++gate) {
        std::size_t const first = gate * layer.cells;
        components[frozen::gates[gate]] = {{"weights", rows_of(layer.w, first, layer.cells, layer.inputs)},
                                           {"U", rows_of(layer.u, first, layer.cells, layer.cells)},
                                           {"bias", rows_of(layer.b, first, layer.cells, 1)}};
    }
    return {
        {"architecture", "lstm"}, {"activation", "tanh"}, {"inner_activation", "sigmoid"}, {"components", components}};
}

Json lwtnn_layer(DenseLayer const& layer) {
    return {{"architecture", "dense"},
            {"activation", frozen::activations[static_cast<std::size_t>(layer.activation)]},
            {"weights", layer.w},
            {"bias", layer.b}};
}

/// The names of the outputs: lwtnn's labels.
Json output_labels(FrozenModel const& model) {
    if (!model.has_softmax()) return {frozen::output_label};
    Json labels = Json::array();
    for (auto const& name : model.classes) labels.push_back("p" + name);
    return labels;
}

/// A list of the one input `name`.
Json input_list(FrozenModel const& model, char const* name) {
    Json variables = Json::array();
    for (auto const& input : model.inputs) {
        variables.push_back({{"name", input.name}, {"offset", input.offset}, {"scale", input.scale}});
    }
    return Json::array({{{"name", name}, {"variables", variables}}});
}

/// lwtnn's graph: one input sequence, the LSTM layers as `sequence` nodes, the dense ones as `feed_forward`; or one
/// list of variables and `feed_forward` nodes.
Json lwtnn_graph(FrozenModel const& model) {
    Json nodes = Json::array(), layers = Json::array();
    bool const fixed = model.takes_variables();
    nodes.push_back({{"type", fixed ? "input" : "input_sequence"}, {"sources", {0}}, {"size", model.inputs.size()}});
    auto const add = [&](char const* type, Json layer) {
        nodes.push_back({{"type", type}, {"sources", {nodes.size() - 1}}, {"layer_index", layers.size()}});
        layers.push_back(std::move(layer));
    };
    for (auto const& layer : model.lstm_layers()) add("sequence", lwtnn_layer(layer));
    for (auto const& layer : model.dense_layers()) add("feed_forward", lwtnn_layer(layer));
    Json graph;
    char const* const name = fixed ? frozen::variables_name : frozen::sequence_name;
    Json const inputs = input_list(model, name);
    graph["inputs"] = fixed ? inputs : Json::array();
    graph["input_sequences"] = fixed ? Json::array() : inputs;
    graph["nodes"] = nodes;
    graph["layers"] = layers;
    graph["outputs"][model.name] = {{"labels", output_labels(model)}, {"node_index", nodes.size() - 1}};
    return graph;
}

Json to_json(InputContract const& contract) {
    return {{"unit", "GeV, rad"},
            {"order", "falling pt"},
            {"phi", "(-pi, pi]"},
            {"frame", frozen::frames[static_cast<std::size_t>(contract.frame)]},
            {"jet_pt_min", contract.jet_pt_min},
            {"jet_abs_eta_max", contract.jet_abs_eta_max},
            {"max_length", contract.max_length}};
}

Json to_json(FrozenModel const& model, Canary const& canary) {
    Json jets = Json::array();
    for (Jet const& jet : canary.jets) jets.push_back({jet.pt, jet.eta, jet.phi, jet.e});
    bool const fixed = !canary.variables.empty(), many = !canary.probabilities.empty();
    Json json;
    if (model.takes_objects()) {
        json["objects"] = Json::array();
        std::size_t const width = model.inputs.size();
        for (std::size_t n = 0; n < canary.features.size() / width; ++n) {
            json["objects"].push_back(rows_of(canary.features, n, 1, width));
        }
    } else {
        json[fixed ? "variables" : "jets"] = fixed ? Json(canary.variables) : jets;
    }
    json[many ? "probabilities" : "score"] = many ? Json(canary.probabilities) : Json(canary.score);
    return json;
}

Json to_json(Interval const& share) { return {{"value", share.value}, {"low", share.low}, {"high", share.high}}; }

Json to_json(WorkingPoint const& point) {
    return {
        {"name", point.name}, {"threshold", point.threshold}, {"vbf", to_json(point.vbf)}, {"ggf", to_json(point.ggf)}};
}

Json jetseq_object(FrozenModel const& model) {
    Json canaries = Json::array(), points = Json::array();
    for (auto const& canary : model.canaries) canaries.push_back(to_json(model, canary));
    for (auto const& point : model.working_points) points.push_back(to_json(point));
    int const version = model.takes_objects() ? frozen::format_of_objects : frozen::format_version;
    Json object{{"kind", frozen::model_kind},          {"format_version", version}, {"name", model.name},
                {"contract", to_json(model.contract)}, {"canaries", canaries},      {"working_points", points}};
    if (model.has_softmax()) object["classes"] = model.classes;
    if (model.fold.of > 1) object["fold"] = {{"index", model.fold.index}, {"of", model.fold.of}};
    for (auto const& canary : model.canaries) {
        if (canary.jets.empty() && canary.features.empty() && !model.takes_variables())
            object["empty_sequence_score"] = canary.score;
    }
    object["training"] = model.training.empty() ? Json::object() : parse_json(model.training);
    return object;
}

Json to_json(SetNetwork const& network) {
    Json json{{"kind", frozen::set_kinds[static_cast<std::size_t>(network.kind)]}};
    if (network.kind == SetKind::deep_sets) {
        json["embedding"] = network.embedding;
    } else {
        json["width"] = network.width, json["heads"] = network.heads, json["blocks"] = network.blocks;
    }
    json["hidden"] = network.hidden;
    json["outputs"] = network.outputs;
    for (auto& [shape, values] : named_parameters(network)) json["parameters"][shape.name] = std::move(values);
    return json;
}

/// Throws Error for a weight that is not finite: a training that diverged leaves NaN, which JSON can't hold.
void require_finite_weights(FrozenModel const& model) {
    bool finite = true;
    auto const look_at = [&](std::vector<float> const& values) {
        for (float const value : values) finite = finite && std::isfinite(value);
    };
    for (auto const& layer : model.lstm_layers()) look_at(layer.w), look_at(layer.u), look_at(layer.b);
    for (auto const& layer : model.dense_layers()) look_at(layer.w), look_at(layer.b);
    if (auto const* const set = std::get_if<SetNetwork>(&model.network)) look_at(set->parameters);
    if (finite) return;
    throw Error{"model '" + model.name +
                "' has a weight that is not finite (the training went astray). "
                "Train again, with a smaller learning rate"};
}

Json whole(FrozenModel const& model) {
    Json graph;
    if (auto const* const set = std::get_if<SetNetwork>(&model.network)) {
        graph["set_network"] = to_json(*set);
        graph["set_network"]["inputs"] = input_list(model, frozen::sequence_name);
    } else {
        graph = lwtnn_graph(model);
    }
    graph["jetseq"] = jetseq_object(model);
    return graph;
}

}  // namespace

std::string to_json(FrozenModel const& model, bool plain) {
    if (plain && std::holds_alternative<SetNetwork>(model.network)) {
        throw Error{
            "model '" + model.name +
            "' is a network over sets of jets (lwtnn's format has LSTM and dense layers only). Export it as onnx "
            "or torchscript"};
    }
    return text_of(plain ? lwtnn_graph(model) : whole(model)) + "\n";
}

std::string to_json(FrozenEnsemble const& ensemble) {
    Json networks = Json::array(), points = Json::array();
    for (auto const& model : ensemble.networks) networks.push_back(whole(model));
    for (auto const& point : ensemble.working_points) points.push_back(to_json(point));
    Json const document{{"kind", frozen::ensemble_kind},
                        {"format_version", frozen::format_version},
                        {"folds", networks.size()},
                        {"working_points", points},
                        {"networks", networks}};
    return text_of(document) + "\n";
}

void require_readable(FrozenSize const& size) {
    constexpr std::uint64_t bytes_per_weight = 25;  // "-1.2345678901234567e-05, "
    constexpr std::uint64_t bytes_per_epoch = 250, values_per_epoch = 11, other_bytes = 4 << 20, other_values = 1 << 18;
    std::uint64_t const weights = size.networks * size.weights, epochs = size.networks * size.epochs;
    std::uint64_t const bytes = other_bytes + weights * bytes_per_weight + epochs * bytes_per_epoch;
    std::uint64_t const values = other_values + weights + epochs * values_per_epoch;
    if (bytes <= JsonDocument::largest_file && values <= JsonDocument::most_values) return;
    throw Error{"the frozen model would be too large to be read again (" + std::to_string(weights) +
                " weights; a file may hold " + std::to_string(JsonDocument::largest_file >> 20) +
                " MiB, about 10 million of them). Use fewer cells, layers or folds"};
}

void write_frozen_model(std::string const& path, FrozenModel const& model) {
    OutputFiles files;
    add_frozen_model(files, path, model);
    files.commit();
}

void add_frozen_model(OutputFiles& files, std::string const& path, FrozenModel const& model) {
    require_finite_weights(model);
    auto const text = to_json(model);
    JsonDocument const document{path, text};
    frozen::read_model(FrozenNode{document});
    files.add(path, text);
}

void write_frozen_ensemble(std::string const& path, FrozenEnsemble const& ensemble) {
    check_folds(ensemble);
    if (ensemble.networks.size() < 2) throw Error{"an ensemble of one network (it is a model). Write it as a model"};
    for (auto const& model : ensemble.networks) require_finite_weights(model);
    auto const text = to_json(ensemble);
    JsonDocument const document{path, text};
    for (FrozenNode const network : FrozenNode{document}["networks"].elements()) frozen::read_model(network);
    write_file(path, text);
}

}  // namespace jetseq
