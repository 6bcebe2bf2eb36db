#include "models/frozen/set_network.hpp"

#include <utility>

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

}  // namespace

std::vector<ParameterShape> parameter_shapes(SetSize const& set) {
    ShapeList list;
    set_sums(set, list, set.inputs);
    return std::move(list.shapes);
}

std::vector<ParameterShape> parameter_shapes(SetNetwork const& network) {
    ShapeList list;
    set_layers(network, list, network.inputs);
    return std::move(list.shapes);
}

std::size_t count_of(std::vector<ParameterShape> const& shapes) {
    std::size_t count = 0;
    for (auto const& shape : shapes) count += shape.count();
    return count;
}

std::vector<NamedParameters> named_parameters(std::vector<ParameterShape> shapes,
                                              std::vector<float> const& parameters) {
    std::vector<NamedParameters> all;
    auto from = parameters.begin();
    for (auto& shape : shapes) {
        auto const to = from + static_cast<std::ptrdiff_t>(shape.count());
        all.push_back({std::move(shape), {from, to}});
        from = to;
    }
    return all;
}

std::vector<DenseLayer> embedding_layers(SetSize const& set, std::vector<float> const& parameters) {
    std::vector<DenseLayer> layers;
    auto const lists = named_parameters(parameter_shapes(set), parameters);
    for (std::size_t n = 0; n + 1 < lists.size(); n += 2) {  // weights with their biases
        auto const& [shape, weights] = lists[n];
        layers.push_back({shape.columns, shape.rows, Activation::rectified, weights, lists[n + 1].values});
    }
    return layers;
}

std::vector<NamedParameters> named_parameters(SetNetwork const& network) {
    return named_parameters(parameter_shapes(network), network.parameters);
}

}  // namespace jetseq
