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

template <class Layer, class Gates>
Json recurrent_layer(Layer const& layer, char const* architecture, Gates const& gates) {
    Json components;
    for (std::size_t gate = 0; gate < gates.size(); ++gate) {
        std::size_t const first = gate * layer.cells;
        components[gates[gate]] = {{"weights", rows_of(layer.w, first, layer.cells, layer.inputs)},
                                   {"U", rows_of(layer.u, first, layer.cells, layer.cells)},
                                   {"bias", rows_of(layer.b, first, layer.cells, 1)}};
    }
    return {{"architecture", architecture},
            {"activation", "tanh"},
            {"inner_activation", "sigmoid"},
            {"components", components}};
}

Json lwtnn_layer(LstmLayer const& layer) { return recurrent_layer(layer, "lstm", frozen::gates); }
Json lwtnn_layer(GruLayer const& layer) { return recurrent_layer(layer, "gru", frozen::gru_gates); }

Json lwtnn_layer(DenseLayer const& layer) {
    return {{"architecture", "dense"},
            {"activation", frozen::activations[static_cast<std::size_t>(layer.activation)]},
            {"weights", layer.w},
            {"bias", layer.b}};
}

Json parameters_json(std::vector<NamedParameters> all) {
    Json json;
    for (auto& [shape, values] : all) json[shape.name] = std::move(values);
    return json;
}

void add_attention(Json& json, SetSize const& set) {
    json["width"] = set.width, json["heads"] = set.heads, json["blocks"] = set.blocks;
}

/// Attention, which lwtnn does not know.
Json attention_layer(SequenceInput const& sequence) {
    Json json{
        {"architecture", "attention"},
        {"parameters", parameters_json(named_parameters(parameter_shapes(*sequence.set), sequence.set_parameters))}};
    add_attention(json, *sequence.set);
    return json;
}

/// The names of the outputs: lwtnn's labels.
Json output_labels(FrozenModel const& model) {
    if (model.finds_number()) return {model.classes[0]};
    if (!model.has_softmax()) return {model.takes_sequences() ? "p" + model.classes[1] : frozen::output_label};
    Json labels = Json::array();
    for (auto const& name : model.classes) labels.push_back("p" + name);
    return labels;
}

/// An input of lwtnn.
Json named_input(std::string const& name, View<InputVariable> inputs) {
    Json variables = Json::array();
    for (auto const& input : inputs) {
        variables.push_back({{"name", input.name}, {"offset", input.offset}, {"scale", input.scale}});
    }
    return {{"name", name}, {"variables", variables}};
}

/// The nodes of lwtnn's graph and their layers.
class LwtnnGraph {
public:
    /// Adds an input of `size` numbers, number `source` of its kind.
    void add_input(char const* type, std::size_t source, std::size_t size) {
        nodes_.push_back({{"type", type}, {"sources", {source}}, {"size", size}});
    }
    /// Adds a layer that reads the node before.
    template <class Layer>
    void add_layer(char const* type, Layer const& layer) {
        add_layer(type, lwtnn_layer(layer));
    }
    void add_layer(char const* type, Json layer) {
        nodes_.push_back({{"type", type}, {"sources", {last()}}, {"layer_index", layers_.size()}});
        layers_.push_back(std::move(layer));
    }
    /// Adds the layers of a set and their sum.
    void add_set(SequenceInput const& sequence) {
        if (sequence.set->kind == SetKind::attention)
            add_layer("attention", attention_layer(sequence));
        else
            add_layers("time_distributed", embedding_layers(*sequence.set, sequence.set_parameters));
        nodes_.push_back({{"type", "sum"}, {"sources", {last()}}});
    }
    template <class Layers>
    void add_layers(char const* type, Layers const& layers) {
        for (auto const& layer : layers) add_layer(type, layer);
    }
    void join(std::vector<std::size_t> const& sources) {
        nodes_.push_back({{"type", "concatenate"}, {"sources", sources}});
    }
    std::size_t last() const { return nodes_.size() - 1; }

    /// The graph, whose output is the last node.
    Json graph(FrozenModel const& model, Json inputs, Json sequences) const {
        Json graph;
        graph["inputs"] = std::move(inputs);
        graph["input_sequences"] = std::move(sequences);
        graph["nodes"] = nodes_;
        graph["layers"] = layers_;
        graph["outputs"][model.name] = {{"labels", output_labels(model)}, {"node_index", last()}};
        return graph;
    }

private:
    Json nodes_ = Json::array(), layers_ = Json::array();
};

/// The graph of a JoinedNetwork.
Json joined_graph(FrozenModel const& model) {
    LwtnnGraph writer;
    Json inputs = Json::array(), sequences = Json::array();
    std::vector<std::size_t> joined;
    for (auto const& sequence : model.sequences()) {
        writer.add_input("input_sequence", sequences.size(), sequence.features.size());
        writer.add_layers("sequence", sequence.lstm);
        writer.add_layers("sequence", sequence.gru);
        if (sequence.set) writer.add_set(sequence);
        joined.push_back(writer.last());
        sequences.push_back(named_input(sequence.name, sequence.features));
    }
    if (auto const event = model.event_variables(); !event.empty()) {
        writer.add_input("input", 0, event.size());
        joined.push_back(writer.last());
        inputs.push_back(named_input(frozen::variables_name, event));
    }
    writer.join(joined);
    writer.add_layers("feed_forward", model.dense_layers());
    return writer.graph(model, std::move(inputs), std::move(sequences));
}

/// lwtnn's graph: one input sequence, the LSTM layers as `sequence` nodes, the dense ones as `feed_forward`; or one
/// list of variables and `feed_forward` nodes.
Json lwtnn_graph(FrozenModel const& model) {
    if (model.takes_sequences()) return joined_graph(model);
    bool const fixed = model.takes_variables();
    LwtnnGraph writer;
    writer.add_input(fixed ? "input" : "input_sequence", 0, model.inputs.size());
    writer.add_layers("sequence", model.lstm_layers());
    writer.add_layers("feed_forward", model.dense_layers());
    Json const none = Json::array();
    Json const inputs =
        Json::array({named_input(fixed ? frozen::variables_name : frozen::sequence_name, model.inputs)});
    return writer.graph(model, fixed ? inputs : none, fixed ? none : inputs);
}

/// What applies of the contract to a network of objects by names.
Json selection_of(InputContract const& contract) {
    return {{"jet_pt_min", contract.jet_pt_min},
            {"jet_abs_eta_max", contract.jet_abs_eta_max},
            {"max_length", contract.max_length}};
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

/// [objects, width] from `values`.
Json rows_of(std::vector<float> const& values, std::size_t width) {
    Json rows = Json::array();
    for (std::size_t n = 0; n < values.size() / width; ++n) rows.push_back(rows_of(values, n, 1, width));
    return rows;
}

Json to_json(FrozenModel const& model, Canary const& canary) {
    Json jets = Json::array();
    for (Jet const& jet : canary.jets) jets.push_back({jet.pt, jet.eta, jet.phi, jet.e});
    bool const fixed = !canary.variables.empty(), many = !canary.probabilities.empty();
    Json json;
    if (model.takes_sequences()) {
        auto const sequences = model.sequences();
        json["sequences"] = Json::array();
        for (std::size_t n = 0; n < canary.sequences.size(); ++n) {
            json["sequences"].push_back(rows_of(canary.sequences[n], sequences[n].features.size()));
        }
        json["variables"] = canary.variables;
    } else {
        json[fixed ? "variables" : "jets"] = fixed ? Json(canary.variables) : jets;
    }
    json[many ? "probabilities" : "score"] = many ? Json(canary.probabilities) : Json(canary.score);
    return json;
}

Json to_json(Interval const& share) { return {{"value", share.value}, {"low", share.low}, {"high", share.high}}; }

/// `model`: one whose working point it is.
Json to_json(FrozenModel const& model, WorkingPoint const& point) {
    bool const named = model.takes_sequences();
    return {{"name", point.name},
            {"threshold", point.threshold},
            {named ? "signal" : "vbf", to_json(point.vbf)},
            {named ? "background" : "ggf", to_json(point.ggf)}};
}

Json to_json(std::vector<Meaning> const& meanings) {
    Json list = Json::array();
    for (auto const& meaning : meanings) list.push_back({{"of", meaning.of}, {"is", meaning.is}});
    return list;
}

/// For each sequence what lwtnn's part does not say.
Json orders_of(View<SequenceInput> sequences) {
    Json list = Json::array();
    for (auto const& one : sequences) {
        list.push_back({{"name", one.name}, {"sort", one.sort}, {"most", one.most}});
        if (!one.from.empty()) list.back()["from"] = one.from;
        if (!one.where.empty()) list.back()["where"] = one.where;
        if (!one.meanings.empty()) list.back()["meanings"] = to_json(one.meanings);
    }
    return list;
}

Json jetseq_object(FrozenModel const& model) {
    Json canaries = Json::array(), points = Json::array();
    for (auto const& canary : model.canaries) canaries.push_back(to_json(model, canary));
    for (auto const& point : model.working_points) points.push_back(to_json(model, point));
    bool const joined = model.takes_sequences();
    Json object{
        {"kind", frozen::model_kind}, {"format_version", joined ? frozen::format_by_names : frozen::format_version},
        {"name", model.name},         {"contract", joined ? selection_of(model.contract) : to_json(model.contract)},
        {"canaries", canaries},       {"working_points", points}};
    if (joined) object["sequences"] = orders_of(model.sequences());
    if (auto const& meanings = model.event_meanings(); !meanings.empty()) object["meanings"] = to_json(meanings);
    if (model.finds_number())
        object["target"] = model.classes[0];
    else if (joined || model.has_softmax())
        object["classes"] = model.classes;
    if (model.fold.of > 1) object["fold"] = {{"index", model.fold.index}, {"of", model.fold.of}};
    for (auto const& canary : model.canaries) {
        if (canary.jets.empty() && !model.takes_variables() && !joined) object["empty_sequence_score"] = canary.score;
    }
    object["training"] = model.training.empty() ? Json::object() : parse_json(model.training);
    return object;
}

Json to_json(SetNetwork const& network) {
    Json json{{"kind", frozen::set_kinds[static_cast<std::size_t>(network.kind)]}};
    if (network.kind == SetKind::deep_sets) {
        json["embedding"] = network.embedding;
    } else {
        add_attention(json, network);
    }
    json["hidden"] = network.hidden;
    json["outputs"] = network.outputs;
    json["parameters"] = parameters_json(named_parameters(network));
    return json;
}

/// Throws Error for a weight that is not finite: a training that diverged leaves NaN, which JSON can't hold.
void require_finite_weights(FrozenModel const& model) {
    bool finite = true;
    auto const look_at = [&](std::vector<float> const& values) {
        for (float const value : values) finite = finite && std::isfinite(value);
    };
    auto const look_at_all = [&](auto const& layers) {
        for (auto const& layer : layers) look_at(layer.w), look_at(layer.u), look_at(layer.b);
    };
    look_at_all(model.lstm_layers());
    for (auto const& sequence : model.sequences()) {
        look_at_all(sequence.lstm), look_at_all(sequence.gru), look_at(sequence.set_parameters);
    }
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
        graph["set_network"]["inputs"] = Json::array({named_input(frozen::sequence_name, model.inputs)});
    } else {
        graph = lwtnn_graph(model);
    }
    graph["jetseq"] = jetseq_object(model);
    return graph;
}

}  // namespace

std::string to_json(FrozenModel const& model, bool plain) {
    if (plain && model.needs_libtorch()) {
        throw Error{"model '" + model.name + "' is " +
                    (model.takes_sequences()
                         ? "a network with attention (lwtnn's format has none)"
                         : "a network over sets of jets (lwtnn's format has LSTM and dense layers only)") +
                    ". Export it as onnx or torchscript"};
    }
    return text_of(plain ? lwtnn_graph(model) : whole(model)) + "\n";
}

std::string to_json(FrozenEnsemble const& ensemble) {
    Json networks = Json::array(), points = Json::array();
    for (auto const& model : ensemble.networks) networks.push_back(whole(model));
    for (auto const& point : ensemble.working_points) points.push_back(to_json(ensemble.networks.front(), point));
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
