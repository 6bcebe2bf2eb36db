#include "models/frozen/frozen_network.hpp"

#include <utility>

#include "models/frozen/frozen_joined.hpp"
#include "models/frozen/frozen_layers.hpp"
#include "models/frozen/frozen_names.hpp"

namespace jetseq {
namespace {

using Node = FrozenNode;

std::vector<InputVariable> read_jet_inputs(Node const& sequences) {
    sequences.require(sequences.size() == 1, "is not one input sequence");
    Node const variables = sequences[0]["variables"];
    variables.require(variables.size() == frozen::variables.size(), "must be pt, eta, phi, e");
    std::vector<InputVariable> inputs;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        inputs.push_back(frozen::read_input(variables[i]));
        if (inputs[i].name != frozen::variables[i]) {
            variables[i].fail(std::string{"is not '"} + frozen::variables[i] + "'");
        }
    }
    return inputs;
}

/// Inputs of any names, of the one list or sequence in `lists`.
std::vector<InputVariable> read_inputs(Node const& lists) {
    lists.require(lists.size() == 1, "is not one list of variables");
    return frozen::read_variables(lists[0]["variables"]);
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

/// The layers of a file, in their order.
struct Layers {
    std::vector<LstmLayer> lstm;
    std::vector<DenseLayer> dense;
};

void add_lstm(Node const& layer, std::size_t width, bool variables, Layers& to) {
    layer.require(!variables, "is an LSTM, which can't read a list of variables");
    layer.require(to.dense.empty(), "is an LSTM after a dense layer, which jetseq can't run");
    to.lstm.push_back(frozen::read_lstm(layer, width));
}

/// `width`: numbers of a jet, or variables of the event.
Layers read_layers(Node const& root, bool variables, std::size_t width) {
    Node const layers = root["layers"], nodes = root["nodes"];
    layers.require(layers.size() <= frozen::most_layers, "is longer than any of ours (64 at most)");
    require_chain(nodes, layers.size(), variables ? "input" : "input_sequence");
    Layers read;
    for (Node const layer : layers.elements()) {
        std::string const architecture = layer.text("architecture");
        if (architecture == "lstm") {
            add_lstm(layer, width, variables, read);
            width = read.lstm.back().cells;
        } else {
            if (architecture != "dense") layer.fail("has the architecture '" + architecture + "', not lstm or dense");
            bool const last = read.lstm.size() + read.dense.size() + 1 == layers.size();
            read.dense.push_back(frozen::read_dense(layer, width, last));
            width = read.dense.back().outputs;
        }
    }
    bool const complete = (variables || !read.lstm.empty()) && !read.dense.empty();
    layers.require(complete, variables ? "has no dense layer" : "must be LSTM layers, then dense layers");
    frozen::require_head(layers, read.dense.back());
    return read;
}

std::vector<std::size_t> read_widths(Node const& list) {
    std::vector<std::size_t> widths;
    list.require(list.size() <= 16, "has more than 16 layers");
    for (Node const element : list.elements()) {
        widths.push_back(element.count());
        element.require(widths.back() >= 1 && widths.back() <= 4096, "is not a width of 1 to 4096");
    }
    return widths;
}

SetNetwork read_set_network(Node const& node) {
    SetNetwork network;
    SetSize& size = network;
    if (static_cast<SetKind>(node["kind"].one_of(frozen::set_kinds)) == SetKind::deep_sets) {
        size.embedding = read_widths(node["embedding"]);
        node["embedding"].require(!size.embedding.empty(), "has no layer");
    } else {
        size = frozen::read_attention(node);
    }
    network.hidden = read_widths(node["hidden"]);
    network.outputs = frozen::read_count(node["outputs"], 4096);
    network.parameters = frozen::read_parameters(node, parameter_shapes(network));
    return network;
}

}  // namespace

frozen::ReadNetwork frozen::read_network(Node const& root) {
    if (root.has("set_network")) {
        return {read_jet_inputs(root["set_network"]["inputs"]), read_set_network(root["set_network"])};
    }
    if (root.has("jetseq") && root["jetseq"].has("sequences")) return {{}, frozen::read_joined_network(root)};
    Node const sequences = root["input_sequences"];
    bool const takes_variables = sequences.size() == 0 && root.has("inputs") && root["inputs"].size() > 0;
    auto inputs = takes_variables ? read_inputs(root["inputs"]) : read_jet_inputs(sequences);
    auto layers = read_layers(root, takes_variables, inputs.size());
    if (takes_variables) return {std::move(inputs), DenseNetwork{std::move(layers.dense)}};
    return {std::move(inputs), RecurrentNetwork{std::move(layers.lstm), std::move(layers.dense)}};
}

}  // namespace jetseq
