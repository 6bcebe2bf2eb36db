#include "models/frozen/frozen_layers.hpp"

#include <algorithm>
#include <utility>

#include "models/frozen/frozen_names.hpp"

namespace jetseq {
namespace {

using Node = FrozenNode;

/// Reads the components `gates` of a recurrent layer, one after the other.
template <class Layer, class Gates>
Layer read_recurrent(Node const& node, std::size_t inputs, Gates const& gates) {
    node.require_word("activation", "tanh");
    node.require_word("inner_activation", "sigmoid");
    Node const components = node["components"];
    Layer layer;
    layer.inputs = inputs;
    layer.cells = components[gates[0]]["bias"].size();
    components.require(layer.cells > 0, "has no cells");
    auto const append = [](std::vector<float>& to, std::vector<float> const& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    for (auto const* gate : gates) {
        Node const component = components[gate];
        append(layer.w, component.numbers("weights", layer.cells * inputs));
        append(layer.u, component.numbers("U", layer.cells * layer.cells));
        append(layer.b, component.numbers("bias", layer.cells));
    }
    return layer;
}

}  // namespace

std::vector<std::string> frozen::read_names(Node const& list, std::string_view key) {
    std::vector<std::string> names;
    for (Node const element : list.elements()) {
        Node const node = key.empty() ? element : element[key];
        std::string name = node.text();
        bool const is_new = std::find(names.begin(), names.end(), name) == names.end();
        node.require(is_new && !name.empty(), "is empty, or appears twice");
        names.push_back(std::move(name));
    }
    return names;
}

InputVariable frozen::read_input(Node const& variable) {
    return {variable.text("name"), variable.number("offset"), variable.number("scale")};
}

std::vector<InputVariable> frozen::read_variables(Node const& list) {
    list.require(list.size() > 0, "is empty");
    list.require(list.size() <= frozen::most_inputs, "is longer than any of ours (4096 at most)");
    frozen::read_names(list, "name");
    std::vector<InputVariable> inputs;
    for (Node const variable : list.elements()) inputs.push_back(read_input(variable));
    return inputs;
}

LstmLayer frozen::read_lstm(Node const& layer, std::size_t inputs) {
    return read_recurrent<LstmLayer>(layer, inputs, frozen::gates);
}

GruLayer frozen::read_gru(Node const& layer, std::size_t inputs) {
    return read_recurrent<GruLayer>(layer, inputs, frozen::gru_gates);
}

DenseLayer frozen::read_dense(Node const& node, std::size_t inputs, bool is_last) {
    DenseLayer layer;
    layer.inputs = inputs;
    layer.outputs = node["bias"].size();
    node.require(layer.outputs > 0, "has no outputs");
    Node const activation = node["activation"];
    layer.activation = static_cast<Activation>(activation.one_of(frozen::activations));
    layer.w = node.numbers("weights", layer.outputs * inputs);
    layer.b = node.numbers("bias", layer.outputs);
    bool const softmax = layer.activation == Activation::softmax;
    activation.require(is_last || !softmax, "is softmax, which only the last layer may have");
    return layer;
}

std::size_t frozen::read_count(Node const& node, std::size_t most) {
    std::size_t const count = node.count();
    node.require(count >= 1 && count <= most, "is 0, or more than jetseq can run");
    return count;
}

SetSize frozen::read_attention(Node const& node) {
    SetSize set;
    set.kind = SetKind::attention;
    set.width = read_count(node["width"], 4096);
    set.heads = read_count(node["heads"], 4096);
    set.blocks = read_count(node["blocks"], 64);
    node["heads"].require(set.width % set.heads == 0, "does not divide the width");
    return set;
}

std::vector<float> frozen::read_parameters(Node const& node, std::vector<ParameterShape> const& shapes) {
    Node const lists = node["parameters"];
    std::vector<float> all;
    for (auto const& shape : shapes) {
        auto const values = lists.numbers(shape.name, shape.count());
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

void frozen::require_head(Node const& layers, DenseLayer const& last) {
    bool const one = last.outputs == 1 && last.activation == Activation::sigmoid;
    bool const many = last.outputs > 1 && last.activation == Activation::softmax;
    layers.require(one || many, "must end in one sigmoid output, or in a softmax over two or more");
}

void frozen::require_number(Node const& layers, DenseLayer const& last) {
    bool const one = last.outputs == 1 && last.activation == Activation::linear;
    layers.require(one, "must end in one linear output, because jetseq.target names a number");
}

}  // namespace jetseq
