#include "models/frozen/frozen_joined.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "models/frozen/frozen_layers.hpp"
#include "models/frozen/frozen_names.hpp"

namespace jetseq {
namespace {

using Node = FrozenNode;

constexpr char const* no_match = "does not follow the nodes before it";

/// The nodes of a graph in their order, and the layers that they run.
class NodeWalk {
public:
    explicit NodeWalk(Node const& root) : nodes_{root["nodes"]}, layers_{root["layers"]} {
        layers_.require(layers_.size() <= frozen::most_layers, "is longer than any of ours (64 at most)");
        std::size_t const most = frozen::most_layers + 2 * frozen::most_sequences + 2;
        nodes_.require(nodes_.size() <= most, "is longer than any of ours (194 at most)");
    }

    std::size_t next() const noexcept { return next_; }
    bool has_next(char const* type) const { return next_ < nodes_.size() && nodes_[next_].text("type") == type; }

    /// Passes the next node, which must be of this type and read `sources`.
    Node pass(char const* type, std::vector<std::size_t> const& sources) {
        nodes_.require(next_ < nodes_.size(), "ends before the network does");
        Node const node = nodes_[next_++];
        node.require_word("type", type);
        Node const list = node["sources"];
        list.require(list.size() == sources.size(), no_match);
        for (std::size_t n = 0; n < sources.size(); ++n) list[n].require(list[n].count() == sources[n], no_match);
        return node;
    }

    /// Passes an input of `size` numbers.
    void pass_input(char const* type, std::size_t source, std::size_t size) {
        Node const node = pass(type, {source});
        node["size"].require(node.count("size") == size, "is not the number of variables");
    }

    /// The next layer, after passing the node that runs it on the node before.
    Node pass_layer(char const* type) {
        Node const index = pass(type, {next_ - 1})["layer_index"];
        index.require(index.count() == layer_ && layer_ < layers_.size(), no_match);
        return layers_[layer_++];
    }

    bool is_last_layer() const { return layer_ == layers_.size(); }
    void require_end() const {
        nodes_.require(next_ == nodes_.size(), "goes on after the last layer");
        layers_.require(is_last_layer(), "has a layer that no node runs");
    }
    Node const& nodes() const noexcept { return nodes_; }
    Node const& layers() const noexcept { return layers_; }

private:
    Node nodes_, layers_;
    std::size_t next_ = 0, layer_ = 0;
};

/// The list `meanings` of `node`, which may be absent.
std::vector<Meaning> read_meanings(Node const& node) {
    std::vector<Meaning> meanings;
    if (!node.has("meanings")) return meanings;
    Node const list = node["meanings"];
    list.require(list.size() <= frozen::most_inputs, "is longer than any of ours (4096 at most)");
    for (Node const one : list.elements()) {
        meanings.push_back({one.text("of"), one.text("is")});
        auto const& known = frozen::quantities;
        bool const is_known = std::find(known.begin(), known.end(), meanings.back().is) != known.end();
        one["is"].require(is_known, "is none of pt, eta, phi, energy, mass");
    }
    return meanings;
}

/// The sequences without their layers; `about`: the part of the object `jetseq`.
std::vector<SequenceInput> read_sequences(Node const& lists, Node const& about) {
    lists.require(lists.size() > 0 && lists.size() <= frozen::most_sequences, "is empty, or longer than 64");
    about.require(about.size() == lists.size(), "is not as long as input_sequences");
    frozen::read_names(lists, "name");
    std::vector<SequenceInput> sequences;
    for (std::size_t n = 0; n < lists.size(); ++n) {
        SequenceInput sequence;
        sequence.name = lists[n].text("name");
        lists[n]["name"].require(sequence.name != frozen::variables_name, "is the name of the variables of the event");
        about[n].require_word("name", sequence.name);
        sequence.features = frozen::read_variables(lists[n]["variables"]);
        sequence.sort = about[n].text("sort");
        about[n]["sort"].require(sequence.sort != "-", "has no name");
        sequence.most = about[n].count("most");
        if (about[n].has("from")) sequence.from = about[n].text("from");
        if (about[n].has("where")) sequence.where = about[n].text("where");
        sequence.meanings = read_meanings(about[n]);
        sequences.push_back(std::move(sequence));
    }
    return sequences;
}

/// Reads the layers of a set of objects with `inputs` numbers.
void read_set(NodeWalk& walk, std::size_t inputs, SequenceInput& sequence) {
    SetSize set;
    set.inputs = inputs;
    for (std::size_t width = inputs; walk.has_next("time_distributed"); width = set.embedding.back()) {
        Node const node = walk.pass_layer("time_distributed");
        node.require_word("architecture", "dense");
        node.require_word("activation", "rectified");
        auto const layer = frozen::read_dense(node, width, false);
        set.embedding.push_back(layer.outputs);
        for (auto const* list : {&layer.w, &layer.b}) {
            sequence.set_parameters.insert(sequence.set_parameters.end(), list->begin(), list->end());
        }
    }
    if (set.embedding.empty()) {
        Node const layer = walk.pass_layer("attention");
        layer.require_word("architecture", "attention");
        set = frozen::read_attention(layer);
        set.inputs = inputs;
        sequence.set_parameters = frozen::read_parameters(layer, parameter_shapes(set));
    }
    walk.pass("sum", {walk.next() - 1});
    sequence.set = std::move(set);
}

/// Reads the layers of `sequence`, number `n`.
void read_layers(NodeWalk& walk, std::size_t n, SequenceInput& sequence) {
    std::size_t width = sequence.features.size();
    walk.pass_input("input_sequence", n, width);
    if (walk.has_next("time_distributed") || walk.has_next("attention")) return read_set(walk, width, sequence);
    while (walk.has_next("sequence")) {
        Node const layer = walk.pass_layer("sequence");
        std::string const architecture = layer.text("architecture");
        bool const is_gru = architecture == "gru";
        if (!is_gru && architecture != "lstm") {
            layer.fail("has the architecture '" + architecture + "', not lstm or gru");
        }
        layer.require(is_gru ? sequence.lstm.empty() : sequence.gru.empty(), "is not of the kind of the layer before");
        if (is_gru) {
            sequence.gru.push_back(frozen::read_gru(layer, width));
        } else {
            sequence.lstm.push_back(frozen::read_lstm(layer, width));
        }
        width = sequence.cells();
    }
    walk.nodes().require(!sequence.lstm.empty() || !sequence.gru.empty(), "has a sequence that no layer reads");
}

}  // namespace

JoinedNetwork frozen::read_joined_network(Node const& root) {
    JoinedNetwork network;
    network.sequences = read_sequences(root["input_sequences"], root["jetseq"]["sequences"]);
    Node const inputs = root["inputs"];
    inputs.require(inputs.size() <= 1, "is not one list of variables");
    if (inputs.size() == 1) {
        inputs[0].require_word("name", variables_name);
        network.event = read_variables(inputs[0]["variables"]);
    }
    network.meanings = read_meanings(root["jetseq"]);
    NodeWalk walk{root};
    std::vector<std::size_t> joined;
    for (std::size_t n = 0; n < network.sequences.size(); ++n) {
        read_layers(walk, n, network.sequences[n]);
        joined.push_back(walk.next() - 1);
    }
    if (!network.event.empty()) {
        walk.pass_input("input", 0, network.event.size());
        joined.push_back(walk.next() - 1);
    }
    walk.pass("concatenate", joined);
    std::size_t width = network.width();
    while (walk.has_next("feed_forward")) {
        Node const layer = walk.pass_layer("feed_forward");
        layer.require_word("architecture", "dense");
        network.dense.push_back(read_dense(layer, width, walk.is_last_layer()));
        width = network.dense.back().outputs;
    }
    walk.require_end();
    walk.layers().require(!network.dense.empty(), "has no dense layer");
    if (Node const about = root["jetseq"]; about.has("target")) {
        require_number(walk.layers(), network.dense.back());
        for (auto const& sequence : network.sequences) {
            about["target"].require(!sequence.set, "is there (networks of sets find classes only)");
        }
    } else {
        require_head(walk.layers(), network.dense.back());
    }
    return network;
}

}  // namespace jetseq
