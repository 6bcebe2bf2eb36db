#include "train/backends/dense_network.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/math/random.hpp"
#include "core/text/near_match.hpp"

namespace jetseq::train {
namespace {

/// The number of inputs of the first layer, then of outputs of each layer.
std::vector<std::size_t> widths_of(TrainOptions const& options) {
    std::vector<std::size_t> widths{options.variables.size()};
    for (auto const outputs : options.hidden) widths.push_back(static_cast<std::size_t>(outputs));
    widths.push_back(options.outputs());
    return widths;
}

}  // namespace

std::vector<DenseLayer> dense_layers(std::vector<float> const& parameters, TrainOptions const& options) {
    auto next = parameters.begin();
    auto const take = [&next](std::size_t count) {
        auto const begin = next;
        return std::vector<float>(begin, next += static_cast<std::ptrdiff_t>(count));
    };
    auto const widths = widths_of(options);
    std::vector<DenseLayer> layers;
    for (std::size_t n = 0; n + 1 < widths.size(); ++n) {
        DenseLayer layer{widths[n], widths[n + 1], options.activation, {}, {}};
        layer.w = take(layer.inputs * layer.outputs), layer.b = take(layer.outputs);
        layers.push_back(std::move(layer));
    }
    layers.back().activation = options.has_softmax() ? Activation::softmax : Activation::sigmoid;
    return layers;
}

std::vector<float> initial_dense_parameters(TrainOptions const& options) {
    Random random{options.seed, 0x1417};  // the stream of initial_parameters()
    auto const widths = widths_of(options);
    std::vector<float> parameters;
    for (std::size_t n = 0; n + 1 < widths.size(); ++n) {
        double const reach = 1 / std::sqrt(static_cast<double>(widths[n]));
        for (std::size_t k = 0; k < (widths[n] + 1) * widths[n + 1]; ++k) {
            parameters.push_back(static_cast<float>(reach * (2 * random.uniform() - 1)));
        }
    }
    return parameters;
}

}  // namespace jetseq::train
