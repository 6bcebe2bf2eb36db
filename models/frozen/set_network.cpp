#include "models/frozen/set_network.hpp"

#include <utility>

#include "core/error.hpp"
#include "core/json/json.hpp"
#include "models/frozen/frozen_model.hpp"
#include "models/frozen/frozen_names.hpp"
#include "models/frozen/frozen_node.hpp"
#include "models/frozen/set_layers.hpp"

namespace jetseq {
namespace {

/// Lists the parameters of set_layers(); its values are widths.
struct ShapeList {
    std::size_t layer(std::string const& name, std::size_t inputs, std::size_t outputs) {
        shapes.push_back({name + "_w", outputs, inputs});
        shapes.push_back({name + "_b", outputs, 0});
        return outputs;
    }
    std::size_t norm(std::string const& name, std::size_t width) {
        shapes.push_back({name + "_w", width, 0});
        shapes.push_back({name + "_b", width, 0});
        return width;
    }
    std::size_t relu(std::size_t width) const { return width; }
    std::size_t add(std::size_t width, std::size_t) const { return width; }
    std::size_t dropout(std::size_t width) const { return width; }
    std::size_t attention(std::size_t, std::size_t, std::size_t width) const { return width; }
    std::size_t only_real(std::size_t width) const { return width; }
    std::size_t sum_of_jets(std::size_t width) const { return width; }

    std::vector<ParameterShape> shapes;
};

std::vector<std::size_t> read_widths(FrozenNode const& list) {
    std::vector<std::size_t> widths;
    list.require(list.size() <= 16, "has more than 16 layers");
    for (FrozenNode const element : list.elements()) {
        widths.push_back(element.count());
        element.require(widths.back() >= 1 && widths.back() <= 4096, "is not a width of 1 to 4096");
    }
    return widths;
}

std::size_t read_count(FrozenNode const& node, std::size_t most) {
    std::size_t const count = node.count();
    node.require(count >= 1 && count <= most, "is 0, or more than jetseq can run");
    return count;
}

SetNetwork read_network(FrozenNode const& node) {
    SetNetwork network;
    network.kind = static_cast<SetKind>(node["kind"].one_of(frozen::set_kinds));
    node["kind"].require(network.is_there(), "is empty");
    if (network.kind == SetKind::deep_sets) {
        network.embedding = read_widths(node["embedding"]);
        node["embedding"].require(!network.embedding.empty(), "has no layer");
    } else {
        network.width = read_count(node["width"], 4096);
        network.heads = read_count(node["heads"], 4096);
        network.blocks = read_count(node["blocks"], 64);
        node["heads"].require(network.width % network.heads == 0, "does not divide the width");
    }
    network.hidden = read_widths(node["hidden"]);
    network.outputs = read_count(node["outputs"], 4096);
    FrozenNode const parameters = node["parameters"];
    for (auto const& shape : parameter_shapes(network)) {
        auto const values = parameters.numbers(shape.name, shape.count());
        network.parameters.insert(network.parameters.end(), values.begin(), values.end());
    }
    return network;
}

}  // namespace

std::vector<ParameterShape> parameter_shapes(SetNetwork const& network) {
    ShapeList list;
    set_layers(network, list, network.inputs);
    return std::move(list.shapes);
}

std::vector<NamedParameters> named_parameters(SetNetwork const& network) {
    std::vector<NamedParameters> all;
    auto from = network.parameters.begin();
    for (auto& shape : parameter_shapes(network)) {
        auto const to = from + static_cast<std::ptrdiff_t>(shape.count());
        all.push_back({std::move(shape), {from, to}});
        from = to;
    }
    return all;
}

std::string to_json(SetNetwork const& network) {
    Json json{{"kind", frozen::set_kinds[static_cast<std::size_t>(network.kind)]}};
    if (network.kind == SetKind::deep_sets) {
        json["embedding"] = network.embedding;
    } else {
        json["width"] = network.width, json["heads"] = network.heads, json["blocks"] = network.blocks;
    }
    json["hidden"] = network.hidden;
    json["outputs"] = network.outputs;
    for (auto& [shape, values] : named_parameters(network)) json["parameters"][shape.name] = std::move(values);
    return text_of(json);
}

SetNetwork set_network_of(FrozenModel const& model) {
    JsonDocument const document{"model '" + model.name + "'", R"({"set_network": )" + model.set_network + "}"};
    FrozenNode const node = FrozenNode{document}["set_network"];
    auto network = read_network(node);
    node["outputs"].require(network.outputs == (model.has_softmax() ? model.classes.size() : 1),
                            "is not one for each class");
    return network;
}

}  // namespace jetseq
