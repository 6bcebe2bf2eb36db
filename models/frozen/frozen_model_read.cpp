#include <algorithm>

#include "core/error.hpp"
#include "core/io/read_file.hpp"
#include "models/frozen/frozen_model.hpp"
#include "models/frozen/frozen_names.hpp"
#include "models/frozen/frozen_parts.hpp"

namespace jetseq {
namespace {

using Node = FrozenNode;

InputVariable read_input(Node const& variable) {
    return {variable.text("name"), variable.number("offset"), variable.number("scale")};
}

std::vector<InputVariable> read_jet_inputs(Node const& sequences) {
    sequences.require(sequences.size() == 1, "is not one input sequence");
    Node const variables = sequences[0]["variables"];
    variables.require(variables.size() == frozen::variables.size(), "must be pt, eta, phi, e");
    std::vector<InputVariable> inputs;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        inputs.push_back(read_input(variables[i]));
        if (inputs[i].name != frozen::variables[i]) {
            variables[i].fail(std::string{"is not '"} + frozen::variables[i] + "'");
        }
    }
    return inputs;
}

/// The names that stand in `list`, where each is one; `key`: as a part of each element, or "".
std::vector<std::string> read_names(Node const& list, std::string_view key) {
    std::vector<std::string> names;
    for (Node const element : list.elements()) {
        Node const node = key.empty() ? element : element[key];
        std::string name = node.text();
        bool const is_new = std::find(names.begin(), names.end(), name) == names.end();
        node.require(is_new && !name.empty(), "is empty, or stands there twice");
        names.push_back(std::move(name));
    }
    return names;
}

std::vector<InputVariable> read_event_inputs(Node const& lists) {
    lists.require(lists.size() == 1, "is not one list of variables");
    Node const variables = lists[0]["variables"];
    variables.require(variables.size() > 0, "is empty");
    variables.require(variables.size() <= frozen::most_inputs, "is longer than any of ours (4096 at most)");
    read_names(variables, "name");
    std::vector<InputVariable> inputs;
    for (Node const variable : variables.elements()) inputs.push_back(read_input(variable));
    return inputs;
}

LstmLayer read_lstm(Node const& node, std::size_t inputs) {
    node.require_word("activation", "tanh");
    node.require_word("inner_activation", "sigmoid");
    Node const components = node["components"];
    LstmLayer layer;
    layer.inputs = inputs;
    layer.cells = components["i"]["bias"].size();
    components.require(layer.cells > 0, "has no cells");
    auto const append = [](std::vector<float>& to, std::vector<float> const& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    for (auto const* gate : frozen::gates) {
        Node const component = components[gate];
        append(layer.w, component.numbers("weights", layer.cells * inputs));
        append(layer.u, component.numbers("U", layer.cells * layer.cells));
        append(layer.b, component.numbers("bias", layer.cells));
    }
    return layer;
}

DenseLayer read_dense(Node const& node, std::size_t inputs) {
    DenseLayer layer;
    layer.inputs = inputs;
    layer.outputs = node["bias"].size();
    node.require(layer.outputs > 0, "has no outputs");
    layer.activation = static_cast<Activation>(node["activation"].one_of(frozen::activations));
    layer.w = node.numbers("weights", layer.outputs * inputs);
    layer.b = node.numbers("bias", layer.outputs);
    return layer;
}

/// Checks that `nodes` is one chain that begins with `first`: node n reads node n - 1 and runs layer n - 1.
void require_chain(Node const& nodes, std::size_t layers, char const* first) {
    nodes.require(nodes.size() == layers + 1, "is not one chain of all layers");
    nodes[0].require_word("type", first);
    std::size_t n = 0;
    for (Node const node : nodes.elements()) {
        if (n > 0) {
            Node const sources = node["sources"];
            bool const follows = sources.size() == 1 && sources[0].count() == n - 1;
            node.require(follows && node.count("layer_index") == n - 1, "does not follow the node before it");
        }
        ++n;
    }
}

void add_lstm(Node const& layer, std::size_t width, bool variables, FrozenModel& model) {
    layer.require(!variables, "is an LSTM, which can't read a list of variables");
    layer.require(model.dense.empty(), "is an LSTM after a dense layer, which jetseq can't run");
    model.lstm.push_back(read_lstm(layer, width));
}

void add_dense(Node const& layer, std::size_t width, bool last, FrozenModel& model) {
    model.dense.push_back(read_dense(layer, width));
    bool const softmax = model.dense.back().activation == Activation::softmax;
    layer["activation"].require(last || !softmax, "is softmax, which only the last layer may have");
}

void read_layers(Node const& root, bool variables, FrozenModel& model) {
    Node const layers = root["layers"], nodes = root["nodes"];
    layers.require(layers.size() <= frozen::most_layers, "is longer than any of ours (64 at most)");
    require_chain(nodes, layers.size(), variables ? "input" : "input_sequence");
    std::size_t width = model.inputs.size();
    for (Node const layer : layers.elements()) {
        std::string const architecture = layer.text("architecture");
        if (architecture == "lstm") {
            add_lstm(layer, width, variables, model);
            width = model.lstm.back().cells;
        } else {
            if (architecture != "dense") layer.fail("has the architecture '" + architecture + "', not lstm or dense");
            bool const last = model.lstm.size() + model.dense.size() + 1 == layers.size();
            add_dense(layer, width, last, model);
            width = model.dense.back().outputs;
        }
    }
    bool const complete = (variables || !model.lstm.empty()) && !model.dense.empty();
    layers.require(complete, variables ? "has no dense layer" : "must be LSTM layers, then dense layers");
    auto const activation = model.dense.back().activation;
    bool const one = width == 1 && activation == Activation::sigmoid;
    bool const many = width > 1 && activation == Activation::softmax;
    layers.require(one || many, "must end in one sigmoid output, or in a softmax over two or more");
}

InputContract read_contract(Node const& node) {
    node.require_word("unit", "GeV, rad");
    InputContract contract;
    contract.frame = static_cast<Frame>(node["frame"].one_of(frozen::frames));
    contract.jet_pt_min = node.number("jet_pt_min");
    node["jet_pt_min"].require(contract.jet_pt_min >= 0, "is below 0");
    contract.jet_abs_eta_max = node.number("jet_abs_eta_max");
    node["jet_abs_eta_max"].require(contract.jet_abs_eta_max >= 0, "is below 0");
    contract.max_length = node.count("max_length");
    return contract;
}

Canary read_canary(Node const& node, FrozenModel const& model) {
    Canary canary;
    if (model.has_softmax()) {
        canary.probabilities = node.numbers("probabilities", model.classes.size());
        canary.score = canary.probabilities[1];
    } else {
        canary.score = node.number("score");
    }
    if (model.takes_variables()) {
        canary.variables = node.numbers("variables", model.inputs.size());
        return canary;
    }
    for (Node const jet : node["jets"].elements()) {
        auto const p = jet.numbers(frozen::variables.size());
        canary.jets.push_back({p[0], p[1], p[2], p[3]});
    }
    return canary;
}

Interval read_interval(Node const& node) {
    return {node.exact_number("value"), node.exact_number("low"), node.exact_number("high")};
}

WorkingPoint read_working_point(Node const& node) {
    float const threshold = node.number("threshold");
    node["threshold"].require(threshold >= 0 && threshold <= 1, "is not in [0, 1]");
    return {node.text("name"), threshold, read_interval(node["vbf"]), read_interval(node["ggf"])};
}

Fold read_fold(Node const& node) {
    Fold const fold{node.count("index"), node.count("of")};
    node.require(fold.index < fold.of, "has an index that is not below `of`");
    return fold;
}

void read_jetseq_object(Node const& node, FrozenModel& model) {
    frozen::require_known_version(node);
    model.name = node.text("name");
    model.contract = read_contract(node["contract"]);
    if (model.is_over_sets() ? node.has("classes") : model.has_softmax()) {
        Node const classes = node["classes"];
        model.classes = read_names(classes, "");
        bool const fit = model.is_over_sets() || model.classes.size() == model.dense.back().outputs;
        classes.require(fit, "is not a name for each output");
    }
    for (Node const canary : node["canaries"].elements()) model.canaries.push_back(read_canary(canary, model));
    model.working_points = frozen::read_working_points(node["working_points"]);
    if (node.has("fold")) model.fold = read_fold(node["fold"]);
    model.training = node["training"].json();
}

}  // namespace

void frozen::require_known_version(Node const& object) {
    std::size_t const version = object.count("format_version");
    if (version != format_version) {
        object.fail("has format_version " + std::to_string(version) + ", which this jetseq can't read");
    }
}

bool frozen::is_ensemble(Node const& root) { return root.has("kind") && root.text("kind") == ensemble_kind; }

std::vector<WorkingPoint> frozen::read_working_points(Node const& points) {
    std::vector<WorkingPoint> result;
    for (Node const point : points.elements()) {
        result.push_back(read_working_point(point));
        auto const same = [&](WorkingPoint const& one) { return one.name == result.back().name; };
        if (std::any_of(result.begin(), result.end() - 1, same)) point.fail("has the name of another working point");
    }
    return result;
}

/// Throws Error if `root` is another document that we know.
void frozen::require_frozen(Node const& root, std::string const& path) {
    bool const is_model = root.has("jetseq") && !root.has("kind");  // a report has both
    if (is_model || frozen::is_ensemble(root)) return;
    if (auto const other = foreign_file(path, "a frozen model of jetseq"); !other.empty()) throw Error{other};
}

FrozenModel frozen::read_model(Node const& root) {
    FrozenModel model;
    if (root.has("set_network")) {
        model.inputs = read_jet_inputs(root["set_network"]["inputs"]);
        model.set_network = root["set_network"].json();
        read_jetseq_object(root["jetseq"], model);
        return model;
    }
    Node const sequences = root["input_sequences"];
    bool const takes_variables = sequences.size() == 0 && root.has("inputs") && root["inputs"].size() > 0;
    model.inputs = takes_variables ? read_event_inputs(root["inputs"]) : read_jet_inputs(sequences);
    read_layers(root, takes_variables, model);
    read_jetseq_object(root["jetseq"], model);
    return model;
}

FrozenModel read_frozen_model(std::string const& path) {
    JsonDocument const document{path};
    Node const root{document};
    frozen::require_frozen(root, path);
    if (frozen::is_ensemble(root)) {
        throw Error{path + " is an ensemble of " + std::to_string(root["networks"].size()) +
                    " networks (one is wanted here). Take one network out"};
    }
    return frozen::read_model(root);
}

}  // namespace jetseq
