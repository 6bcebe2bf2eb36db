#include "models/frozen/set_network.hpp"

#include <utility>

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

}  // namespace jetseq
