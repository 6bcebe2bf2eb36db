#include "jetseq/event/error.hpp"
#include "jetseq/models/frozen_model.hpp"
#include "jetseq/models/frozen_names.hpp"
#include "jetseq/models/frozen_parts.hpp"

namespace jetseq {
namespace {

using Node = FrozenNode;

std::vector<InputVariable> read_inputs(Node const& sequences) {
    sequences.require(sequences.size() == 1, "is not one input sequence");
    Node const variables = sequences[0]["variables"];
    variables.require(variables.size() == frozen::variables.size(), "must be pt, eta, phi, e");
    std::vector<InputVariable> inputs;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        Node const variable = variables[i];
        std::string const name = variable["name"].text();
        if (name != frozen::variables[i]) variable.fail(std::string{"is not '"} + frozen::variables[i] + "'");
        inputs.push_back({name, variable["offset"].number(), variable["scale"].number()});
    }
    return inputs;
}

LstmLayer read_lstm(Node const& node, std::size_t inputs) {
    node["activation"].require(node["activation"].text() == "tanh", "is not tanh");
    node["inner_activation"].require(node["inner_activation"].text() == "sigmoid", "is not sigmoid");
    Node const components = node["components"];
    LstmLayer layer;
    layer.inputs = inputs;
    layer.cells = components["i"]["bias"].size();
    components.require(layer.cells > 0, "has no cells");
    auto const append = [](std::vector<float>& to, std::vector<float> const& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    for (auto const* gate : frozen::gates) {
        append(layer.w, components[gate]["weights"].numbers(layer.cells * inputs));
        append(layer.u, components[gate]["U"].numbers(layer.cells * layer.cells));
        append(layer.b, components[gate]["bias"].numbers(layer.cells));
    }
    return layer;
}

DenseLayer read_dense(Node const& node, std::size_t inputs) {
    DenseLayer layer;
    layer.inputs = inputs;
    layer.outputs = node["bias"].size();
    layer.activation = static_cast<Activation>(node["activation"].one_of(frozen::activations));
    layer.w = node["weights"].numbers(layer.outputs * inputs);
    layer.b = node["bias"].numbers(layer.outputs);
    return layer;
}

/// Checks that `nodes` is one chain: node n reads node n - 1 and runs layer n - 1.
void require_chain(Node const& nodes, std::size_t layers) {
    nodes.require(nodes.size() == layers + 1, "is not one chain of all layers");
    nodes[0]["type"].require(nodes[0]["type"].text() == "input_sequence", "is not input_sequence");
    auto const all = nodes.elements();
    for (std::size_t n = 1; n < all.size(); ++n) {
        Node const& node = all[n];
        bool const follows = node["sources"].size() == 1 && node["sources"][0].count() == n - 1;
        node.require(follows && node["layer_index"].count() == n - 1, "does not follow the node before it");
    }
}

void read_layers(Node const& root, FrozenModel& model) {
    Node const layers = root["layers"], nodes = root["nodes"];
    require_chain(nodes, layers.size());
    std::size_t width = model.inputs.size();
    for (Node const& layer : layers.elements()) {
        std::string const architecture = layer["architecture"].text();
        if (architecture == "lstm") {
            layer.require(model.dense.empty(), "is an LSTM after a dense layer, which jetseq can't run");
            model.lstm.push_back(read_lstm(layer, width));
            width = model.lstm.back().cells;
        } else {
            if (architecture != "dense") layer.fail("has the architecture '" + architecture + "', not lstm or dense");
            model.dense.push_back(read_dense(layer, width));
            width = model.dense.back().outputs;
        }
    }
    layers.require(!model.lstm.empty() && !model.dense.empty(), "must be LSTM layers, then dense layers");
    bool const one_probability = width == 1 && model.dense.back().activation == Activation::sigmoid;
    layers.require(one_probability, "must end in one sigmoid output");
}

InputContract read_contract(Node const& node) {
    node["unit"].require(node["unit"].text() == "GeV, rad", "is not 'GeV, rad'");
    InputContract contract;
    contract.frame = static_cast<Frame>(node["frame"].one_of(frozen::frames));
    contract.jet_pt_min = node["jet_pt_min"].number();
    contract.jet_abs_eta_max = node["jet_abs_eta_max"].number();
    contract.max_length = node["max_length"].count();
    return contract;
}

Canary read_canary(Node const& node) {
    Canary canary{{}, node["score"].number()};
    for (Node const& jet : node["jets"].elements()) {
        auto const p = jet.numbers(frozen::variables.size());
        canary.jets.push_back({p[0], p[1], p[2], p[3]});
    }
    return canary;
}

Interval read_interval(Node const& node) {
    return {node["value"].exact_number(), node["low"].exact_number(), node["high"].exact_number()};
}

WorkingPoint read_working_point(Node const& node) {
    return {node["name"].text(), node["threshold"].number(), read_interval(node["vbf"]), read_interval(node["ggf"])};
}

Fold read_fold(Node const& node) {
    Fold const fold{node["index"].count(), node["of"].count()};
    node.require(fold.index < fold.of, "has an index that is not below `of`");
    return fold;
}

void read_jetseq_object(Node const& node, FrozenModel& model) {
    frozen::require_known_version(node);
    model.name = node["name"].text();
    model.contract = read_contract(node["contract"]);
    for (Node const& canary : node["canaries"].elements()) model.canaries.push_back(read_canary(canary));
    model.working_points = frozen::read_working_points(node["working_points"]);
    if (node.has("fold")) model.fold = read_fold(node["fold"]);
    model.training = node["training"].json();
}

}  // namespace

void frozen::require_known_version(Node const& object) {
    std::size_t const version = object["format_version"].count();
    if (version != format_version) {
        object.fail("has format_version " + std::to_string(version) + ", which this jetseq can't read");
    }
}

bool frozen::is_ensemble(Node const& root) { return root.has("kind") && root["kind"].text() == ensemble_kind; }

std::vector<WorkingPoint> frozen::read_working_points(Node const& points) {
    std::vector<WorkingPoint> result;
    for (Node const& point : points.elements()) result.push_back(read_working_point(point));
    return result;
}

FrozenModel frozen::read_model(Node const& root) {
    FrozenModel model;
    model.inputs = read_inputs(root["input_sequences"]);
    read_layers(root, model);
    read_jetseq_object(root["jetseq"], model);
    return model;
}

FrozenModel read_frozen_model(std::string const& path) {
    JsonDocument const document{path};
    Node const root{document};
    if (frozen::is_ensemble(root)) {
        throw Error{
            path + " is an ensemble of " + std::to_string(root["networks"].size()) +
            " networks (one is wanted here). Take one of them out with `jetseq export --format frozen --fold 0`"};
    }
    return frozen::read_model(root);
}

}  // namespace jetseq
