#include <algorithm>
#include <cmath>
#include <limits>

#include "jetseq/event/error.hpp"
#include "jetseq/models/frozen_names.hpp"
#include "jetseq/models/json.hpp"

namespace jetseq {
namespace {

/// A part of the document that knows where it stands, so that each error names file, layer and key.
class Node {
public:
    Node(Json const& json, std::string where) : json_{json}, where_{std::move(where)} {}

    Node operator[](std::string const& key) const {
        require(json_.is_object(), "is not an object");
        if (!json_.contains(key)) fail("has no key '" + key + "'");
        return {json_.at(key), where_ + (where_.back() == ' ' ? "" : ".") + key};
    }
    Node operator[](std::size_t index) const {
        require(json_.is_array() && index < json_.size(), "has no element " + std::to_string(index));
        return {json_.at(index), where_ + "[" + std::to_string(index) + "]"};
    }
    bool has(std::string const& key) const { return json_.is_object() && json_.contains(key); }
    std::size_t size() const {
        require(json_.is_array(), "is not a list");
        return json_.size();
    }
    Json const& json() const noexcept { return json_; }

    std::string text() const {
        require(json_.is_string(), "is not a text");
        return json_.get<std::string>();
    }
    double exact_number() const {
        require(json_.is_number(), "is not a number");
        return json_.get<double>();
    }
    float number() const {
        double const value = exact_number();
        require(std::fabs(value) <= std::numeric_limits<float>::max(), "is not a finite 32-bit number");
        return static_cast<float>(value);
    }
    std::size_t count() const {
        require(json_.is_number_unsigned(), "is not a whole number >= 0");
        return json_.get<std::size_t>();
    }
    std::vector<float> numbers(std::size_t wanted) const {
        if (size() != wanted) {
            fail("has " + std::to_string(size()) + " numbers, not " + std::to_string(wanted));
        }
        std::vector<float> values;
        values.reserve(wanted);
        for (std::size_t i = 0; i < wanted; ++i) {
            double const* const exact = json_[i].get_ptr<double const*>();
            bool const fine = exact && std::fabs(*exact) <= std::numeric_limits<float>::max();
            values.push_back(fine ? static_cast<float>(*exact) : (*this)[i].number());
        }
        return values;
    }
    /// The place of its text among `words`.
    template <class Words>
    std::size_t one_of(Words const& words) const {
        auto const found = std::find(words.begin(), words.end(), text());
        if (found == words.end()) fail("is '" + text() + "', which jetseq doesn't know");
        return static_cast<std::size_t>(found - words.begin());
    }

    void require(bool holds, std::string const& otherwise) const {
        if (!holds) fail(otherwise);
    }
    [[noreturn]] void fail(std::string const& why) const {
        throw Error{where_ + (where_.back() == ' ' ? "" : " ") + why +
                    ". Freeze the model again, or name a file made by `jetseq train` or `export`"};
    }

private:
    Json const& json_;
    std::string where_;
};

std::vector<InputVariable> read_inputs(Node const& sequences) {
    sequences.require(sequences.size() == 1, "is not one input sequence");
    Node const variables = sequences[0]["variables"];
    variables.require(variables.size() == frozen::variables.size(), "must be pt, eta, phi, e");
    std::vector<InputVariable> inputs;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        Node const variable = variables[i];
        std::string const name = variable["name"].text();
        variable.require(name == frozen::variables[i], std::string{"is not '"} + frozen::variables[i] + "'");
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
    for (std::size_t n = 1; n < nodes.size(); ++n) {
        Node const node = nodes[n];
        bool const follows = node["sources"].size() == 1 && node["sources"][0].count() == n - 1;
        node.require(follows && node["layer_index"].count() == n - 1, "does not follow the node before it");
    }
}

void read_layers(Node const& root, FrozenModel& model) {
    Node const layers = root["layers"], nodes = root["nodes"];
    require_chain(nodes, layers.size());
    std::size_t width = model.inputs.size();
    for (std::size_t n = 0; n < layers.size(); ++n) {
        Node const layer = layers[n];
        std::string const architecture = layer["architecture"].text();
        if (architecture == "lstm") {
            layer.require(model.dense.empty(), "is an LSTM after a dense layer, which jetseq can't run");
            model.lstm.push_back(read_lstm(layer, width));
            width = model.lstm.back().cells;
        } else {
            layer.require(architecture == "dense", "has the architecture '" + architecture + "', not lstm or dense");
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
    Node const jets = node["jets"];
    for (std::size_t i = 0; i < jets.size(); ++i) {
        auto const p = jets[i].numbers(frozen::variables.size());
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

void read_jetseq_object(Node const& node, FrozenModel& model) {
    std::size_t const version = node["format_version"].count();
    node.require(version == frozen::format_version,
                 "has format_version " + std::to_string(version) + ", which this jetseq can't read");
    model.name = node["name"].text();
    model.contract = read_contract(node["contract"]);
    Node const canaries = node["canaries"], points = node["working_points"];
    for (std::size_t i = 0; i < canaries.size(); ++i) model.canaries.push_back(read_canary(canaries[i]));
    for (std::size_t i = 0; i < points.size(); ++i) model.working_points.push_back(read_working_point(points[i]));
    model.training = node["training"].json().dump();
}

}  // namespace

FrozenModel read_frozen_model(std::string const& path) {
    Json const json = read_json(path);
    Node const root{json, path + ": "};
    FrozenModel model;
    model.inputs = read_inputs(root["input_sequences"]);
    read_layers(root, model);
    read_jetseq_object(root["jetseq"], model);
    return model;
}

}  // namespace jetseq
