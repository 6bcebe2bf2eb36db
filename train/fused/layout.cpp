#include "train/fused/layout.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

#include "core/math/random.hpp"

namespace jetseq::train {
namespace {

constexpr std::size_t gates = 4;  // of an LSTM

std::size_t padded(std::size_t count) { return (count + fused::row_block - 1) / fused::row_block * fused::row_block; }

fused::DenseActivation in_kernel(Activation activation) {
    switch (activation) {
        case Activation::rectified:
            return fused::DenseActivation::rectified;
        case Activation::tanh:
            return fused::DenseActivation::tanh;
        case Activation::sigmoid:
            return fused::DenseActivation::sigmoid;
        case Activation::linear:
        case Activation::softmax:
            break;
    }
    return fused::DenseActivation::linear;
}

}  // namespace

ParameterLayout::ParameterLayout(JoinedSize const& size, std::size_t rows)
    : variables_{size.variables},
      activation_{in_kernel(size.activation)},
      loss_{size.loss},
      delta_{static_cast<float>(size.delta)} {
    assert(!size.sequences.empty());
    for (auto const& sequence : size.sequences) {
        assert(!sequence.set);
        std::vector<fused::Layer> layers;
        for (std::size_t n = 0; n < sequence.layers; ++n) {
            std::size_t const inputs = n == 0 ? sequence.inputs : sequence.cells;
            if (sequence.gru) {
                add_gru(inputs, sequence.cells, layers);
            } else {
                add_lstm(inputs, sequence.cells, rows == 0 ? padded(gates * sequence.cells) : rows, layers);
            }
        }
        layers_.push_back(std::move(layers));
        sequences_.push_back({layers_.back().data(), sequence.layers, sequence.cells, states_});
        states_ += sequence.cells;
    }
    std::size_t inputs = size.width();
    for (std::size_t const outputs : size.hidden) {
        add_hidden(inputs, outputs, hidden_.empty() ? states_ : inputs);
        inputs = outputs;
    }
    add_outputs(inputs, size.outputs);
    for (auto const& one : matrices_) slack_ = std::max(slack_, fused::row_block * one.rows);
}

fused::Shape ParameterLayout::shape() const noexcept {
    return {sequences_.data(),
            sequences_.size(),
            states_,
            variables_,
            hidden_.data(),
            hidden_.size(),
            activation_,
            head_,
            outputs_,
            loss_,
            delta_};
}

/// Makes room for a matrix.
fused::Matrix ParameterLayout::matrix(std::size_t columns, std::size_t used, std::size_t rows, float bias_rate) {
    matrices_.push_back({columns, used, rows, floats_, transposed_, padded(columns - 1)});
    rates_.resize(floats_ + rows, bias_rate);
    floats_ += columns * rows;
    rates_.resize(floats_, 1.0F);
    transposed_ += rows * matrices_.back().transposed_columns;
    return matrices_.back();
}

void ParameterLayout::add_lstm(std::size_t inputs, std::size_t cells, std::size_t rows,
                               std::vector<fused::Layer>& layers) {
    auto const sums = matrix(1 + inputs + cells, gates * cells, rows, 2.0F);
    auto const place = [&](std::size_t first, std::size_t columns) {
        for (std::size_t gate = 0; gate < gates; ++gate) {
            for (std::size_t cell = 0; cell < cells; ++cell) {
                for (std::size_t k = first; k < first + columns; ++k) {
                    place_.push_back(sums.offset + k * rows + gates * cell + gate);
                }
            }
        }
    };
    place(1, inputs), place(1 + inputs, cells), place(0, 1);
    layers.push_back({inputs, cells, false, sums, {}});
}

void ParameterLayout::add_gru(std::size_t inputs, std::size_t cells, std::vector<fused::Layer>& layers) {
    auto const sums = matrix(1 + inputs + cells, 2 * cells, padded(2 * cells), 1.0F);
    auto const candidates = matrix(1 + inputs + cells, cells, padded(cells), 1.0F);
    auto const place = [&](std::size_t first, std::size_t columns) {
        for (std::size_t gate = 0; gate < 3; ++gate) {
            for (std::size_t cell = 0; cell < cells; ++cell) {
                for (std::size_t k = first; k < first + columns; ++k) {
                    place_.push_back(gate < 2 ? sums.offset + k * sums.rows + 2 * cell + gate
                                              : candidates.offset + k * candidates.rows + cell);
                }
            }
        }
    };
    place(1, inputs), place(1 + inputs, cells), place(0, 1);
    layers.push_back({inputs, cells, true, sums, candidates});
}

void ParameterLayout::add_hidden(std::size_t inputs, std::size_t outputs, std::size_t gradients) {
    auto const weights = matrix(1 + inputs, outputs, padded(outputs), 1.0F);
    for (std::size_t row = 0; row < outputs; ++row) {
        for (std::size_t k = 1; k <= inputs; ++k) place_.push_back(weights.offset + k * weights.rows + row);
    }
    for (std::size_t row = 0; row < outputs; ++row) place_.push_back(weights.offset + row);
    hidden_.push_back({inputs, outputs, gradients, weights});
}

void ParameterLayout::add_outputs(std::size_t inputs, std::size_t outputs) {
    head_ = floats_, outputs_ = outputs;
    for (std::size_t k = 0; k < outputs; ++k) {
        for (std::size_t j = 0; j < inputs; ++j) place_.push_back(head_ + k * (inputs + 1) + j);
    }
    for (std::size_t k = 0; k < outputs; ++k) place_.push_back(head_ + k * (inputs + 1) + inputs);
    floats_ += padded(outputs * (inputs + 1));
    rates_.resize(floats_, 1.0F);
}

void ParameterLayout::to_kernel(std::vector<float> const& from, float* to) const noexcept {
    for (std::size_t n = 0; n < place_.size(); ++n) to[place_[n]] = from[n];
}

std::vector<float> ParameterLayout::from_kernel(float const* from) const {
    std::vector<float> to(place_.size());
    for (std::size_t n = 0; n < place_.size(); ++n) to[n] = from[place_[n]];
    return to;
}

void add_initial(std::vector<ParameterShape> const& shapes, Random& random, std::vector<float>& parameters) {
    for (std::size_t n = 0; n < shapes.size(); n += 2) {  // weights with their biases
        auto const &weights = shapes[n], &biases = shapes[n + 1];
        if (weights.columns == 0) {
            parameters.insert(parameters.end(), weights.count(), 1.0F);
            parameters.insert(parameters.end(), biases.count(), 0.0F);
            continue;
        }
        double const reach = 1 / std::sqrt(static_cast<double>(weights.columns));
        for (std::size_t k = weights.count() + biases.count(); k > 0; --k) {
            parameters.push_back(static_cast<float>(reach * (2 * random.uniform() - 1)));
        }
    }
}

std::vector<float> initial_parameters(JoinedSize const& size, std::uint64_t seed) {
    Random random{seed, 0x1417};  // a separate stream
    std::vector<float> parameters;
    auto const draw = [&](std::size_t width) {
        double const reach = 1 / std::sqrt(static_cast<double>(width));
        return static_cast<float>(reach * (2 * random.uniform() - 1));
    };
    auto const add = [&](std::size_t count, std::size_t width) {
        std::generate_n(std::back_inserter(parameters), count, [&] { return draw(width); });
    };
    for (auto const& [sequence_inputs, layers, cells, gru, set] : size.sequences) {
        if (set) {
            add_initial(parameter_shapes(*set), random, parameters);
            continue;
        }
        for (std::size_t n = 0; n < layers; ++n) {
            std::size_t const rows = (gru ? 3 : gates) * cells;
            add(rows * ((n == 0 ? sequence_inputs : cells) + cells), cells);
            if (gru) add(rows, cells);
            for (std::size_t k = 0; !gru && k < rows; ++k) parameters.push_back(draw(cells) + draw(cells));
        }
    }
    std::size_t inputs = size.width();
    for (std::size_t const outputs : size.hidden) add(outputs * (inputs + 1), inputs), inputs = outputs;
    add(size.outputs * (inputs + 1), inputs);
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
