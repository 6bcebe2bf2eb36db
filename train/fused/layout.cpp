#include "train/fused/layout.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/math/random.hpp"

namespace jetseq::train {
namespace {

constexpr std::size_t gates = 4;

std::size_t padded(std::size_t count) { return (count + fused::row_block - 1) / fused::row_block * fused::row_block; }

}  // namespace

ParameterLayout::ParameterLayout(NetworkSize const& size, std::size_t rows) {
    std::size_t const cells = size.cells;
    if (rows == 0) rows = padded(4 * cells);
    auto const place_matrix = [&](std::size_t first, std::size_t columns) {
        for (std::size_t gate = 0; gate < gates; ++gate) {
            for (std::size_t cell = 0; cell < cells; ++cell) {
                for (std::size_t k = 0; k < columns; ++k) place_.push_back(first + k * rows + 4 * cell + gate);
            }
        }
    };
    for (std::size_t n = 0; n < size.layers; ++n) {
        std::size_t const inputs = n == 0 ? size.inputs : cells;
        fused::Layer const layer{inputs, cells, rows, floats_, transposed_, padded(inputs + cells)};
        place_matrix(floats_ + rows, inputs);
        place_matrix(floats_ + layer.hidden() * rows, cells);
        place_matrix(floats_, 1);
        rates_.resize(floats_ + rows, 2.0F);
        floats_ += layer.operands() * rows;
        transposed_ += rows * layer.transposed_columns;
        rates_.resize(floats_, 1.0F);
        layers_.push_back(layer);
    }
    head_ = floats_, outputs_ = size.outputs;
    for (std::size_t k = 0; k < outputs_; ++k) {
        for (std::size_t j = 0; j < cells; ++j) place_.push_back(head_ + k * (cells + 1) + j);
    }
    for (std::size_t k = 0; k < outputs_; ++k) place_.push_back(head_ + k * (cells + 1) + cells);
    floats_ += padded(outputs_ * (cells + 1));
    rates_.resize(floats_, 1.0F);
    slack_ = fused::row_block * rows;
}

void ParameterLayout::to_kernel(std::vector<float> const& from, float* to) const noexcept {
    for (std::size_t n = 0; n < place_.size(); ++n) to[place_[n]] = from[n];
}

std::vector<float> ParameterLayout::from_kernel(float const* from) const {
    std::vector<float> to(place_.size());
    for (std::size_t n = 0; n < place_.size(); ++n) to[n] = from[place_[n]];
    return to;
}

std::vector<float> initial_parameters(NetworkSize const& size, std::uint64_t seed) {
    Random random{seed, 0x1417};  // a separate stream
    double const reach = 1 / std::sqrt(static_cast<double>(size.cells));
    auto const draw = [&] { return static_cast<float>(reach * (2 * random.uniform() - 1)); };
    std::vector<float> parameters;
    auto const add = [&](std::size_t count) { std::generate_n(std::back_inserter(parameters), count, draw); };
    for (std::size_t n = 0; n < size.layers; ++n) {
        add(gates * size.cells * ((n == 0 ? size.inputs : size.cells) + size.cells));
        for (std::size_t k = 0; k < gates * size.cells; ++k) parameters.push_back(draw() + draw());  // two biases
    }
    add(size.outputs * (size.cells + 1));
    return parameters;
}

std::vector<float> parameters_of(FrozenModel const& model) {
    std::vector<float> all;
    auto const add = [&all](std::vector<float> const& more) { all.insert(all.end(), more.begin(), more.end()); };
    for (auto const& layer : model.lstm_layers()) add(layer.w), add(layer.u), add(layer.b);
    for (auto const& layer : model.dense_layers()) add(layer.w), add(layer.b);
    return all;
}

void write_layers(std::vector<float> const& parameters, NetworkSize const& size, FrozenModel& model) {
    auto next = parameters.begin();
    auto const take = [&next](std::size_t count) {
        auto const begin = next;
        return std::vector<float>(begin, next += static_cast<std::ptrdiff_t>(count));
    };
    RecurrentNetwork network;
    for (std::size_t n = 0; n < size.layers; ++n) {
        LstmLayer layer;
        layer.inputs = n == 0 ? size.inputs : size.cells, layer.cells = size.cells;
        layer.w = take(gates * layer.cells * layer.inputs);
        layer.u = take(gates * layer.cells * layer.cells);
        layer.b = take(gates * layer.cells);
        network.lstm.push_back(std::move(layer));
    }
    auto const weights = take(size.outputs * size.cells);
    auto const activation = size.outputs > 1 ? Activation::softmax : Activation::sigmoid;
    network.dense = {{size.cells, size.outputs, activation, weights, take(size.outputs)}};
    model.network = std::move(network);
}

}  // namespace jetseq::train
