#include "models/frozen/set_network.hpp"

#include <cmath>
#include <utility>

#include "core/error.hpp"
#include "core/json/json.hpp"
#include "models/frozen/frozen_model.hpp"
#include "models/frozen/frozen_names.hpp"
#include "models/frozen/frozen_node.hpp"

namespace jetseq {
namespace {

class Shapes {
public:
    void layer(std::string const& name, std::size_t inputs, std::size_t outputs) {
        list_.push_back({name + "_w", outputs, inputs});
        list_.push_back({name + "_b", outputs, 0});
    }
    void norm(std::string const& name, std::size_t width) {
        list_.push_back({name + "_w", width, 0});
        list_.push_back({name + "_b", width, 0});
    }
    /// The layers name0, name1, ...; returns what the last gives.
    std::size_t layers(std::string const& name, std::size_t inputs, std::vector<std::size_t> const& outputs) {
        for (std::size_t n = 0; n < outputs.size(); ++n) {
            layer(name + std::to_string(n), inputs, outputs[n]);
            inputs = outputs[n];
        }
        return inputs;
    }
    /// Attention, then two layers of which the first is twice as wide.
    void block(std::string const& name, std::size_t width) {
        norm(name + "_norm0", width);
        for (char const* part : {"_query", "_key", "_value", "_mix"}) layer(name + part, width, width);
        norm(name + "_norm1", width);
        layer(name + "_wide", width, 2 * width);
        layer(name + "_narrow", 2 * width, width);
    }
    std::vector<ParameterShape> list() && { return std::move(list_); }

private:
    std::vector<ParameterShape> list_;
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
    Shapes shapes;
    std::size_t width = network.width;
    if (network.kind == SetKind::deep_sets) {
        width = shapes.layers("embedding", network.inputs, network.embedding);
    } else {
        shapes.layer("embedding", network.inputs, width);
        for (std::size_t n = 0; n < network.blocks; ++n) shapes.block("block" + std::to_string(n), width);
        shapes.norm("norm", width);
    }
    width = shapes.layers("hidden", width, network.hidden);
    shapes.layer("output", width, network.outputs);
    return std::move(shapes).list();
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
    auto from = network.parameters.begin();
    for (auto const& shape : parameter_shapes(network)) {
        auto const to = from + static_cast<std::ptrdiff_t>(shape.count());
        json["parameters"][shape.name] = std::vector<float>(from, to);
        from = to;
    }
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
