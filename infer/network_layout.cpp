#include "infer/network_layout.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <utility>

namespace jetseq {
namespace {

using kernel::features, kernel::with_slack;

constexpr double log2_e = 1.4426950408889634;
constexpr std::size_t gates = 4;
constexpr std::size_t tanh_gate = 2;  // i, f, g, o

std::size_t rounded_up(std::size_t count, std::size_t unit) { return (count + unit - 1) / unit * unit; }

/// The factor of the rows of gate `gate`, so that the gate is a function of 2^row.
double scale_of(std::size_t gate) { return gate == tanh_gate ? -2 * log2_e : -log2_e; }

/// The weight of input `k` in the row of `gate` and `cell`; k is 0 for the bias, then come the inputs, then h.
float weight(LstmLayer const& layer, std::size_t k, std::size_t cell, std::size_t gate) {
    std::size_t const row = gate * layer.cells + cell;
    float value = 0;
    if (cell >= layer.cells) return 0;
    if (k == 0) {
        value = layer.b[row];
    } else if (k <= layer.inputs) {
        value = layer.w[row * layer.inputs + k - 1];
    } else {
        value = layer.u[row * layer.cells + k - 1 - layer.inputs];
    }
    return static_cast<float>(value * scale_of(gate));
}

std::size_t columns_of(LstmLayer const& layer) { return 1 + layer.inputs + layer.cells; }

/// Lstm::groups and Lstm::rest of a layer.
std::pair<std::size_t, bool> grouped(std::size_t cells, kernel::Kernel const& kernel) {
    std::size_t const groups = cells / kernel.width, left = cells % kernel.width;
    bool const rest = groups > 0 && left > 0 && left <= kernel.rest_vectors * kernel.width / gates + 1;
    return {groups + (left > 0 && !rest ? 1 : 0), rest};
}

/// Lstm::vectors.
std::vector<float> in_vectors(LstmLayer const& layer, kernel::Kernel const& kernel) {
    std::size_t const width = kernel.width;
    auto const [groups, rest] = grouped(layer.cells, kernel);
    std::vector<float> result;
    for (std::size_t k = 0; k < columns_of(layer); ++k) {
        for (std::size_t v = 0; v < gates * groups + (rest ? kernel.rest_vectors : 0); ++v) {
            for (std::size_t lane = 0; lane < width; ++lane) {
                std::size_t const quarter = lane / gates;
                std::size_t const cell = v < gates * groups ? v / gates * width + gates * quarter + v % gates
                                                            : groups * width + v % gates * (width / gates) + quarter;
                result.push_back(weight(layer, k, cell, lane % gates));
            }
        }
    }
    return result;
}

/// Lstm::quarters.
std::vector<float> in_quarters(LstmLayer const& layer, kernel::Kernel const& kernel) {
    std::size_t const cell =
        grouped(layer.cells, kernel).first * kernel.width + kernel.rest_vectors * kernel.width / gates;
    std::vector<float> result;
    for (std::size_t k = 0; k < columns_of(layer); ++k) {
        for (std::size_t gate = 0; gate < gates; ++gate) result.push_back(weight(layer, k, cell, gate));
    }
    return result;
}

/// Lstm::by_cell.
std::vector<float> by_cell(LstmLayer const& layer) {
    std::vector<float> result;
    for (std::size_t cell = 0; cell < layer.cells; ++cell) {
        for (std::size_t k = 0; k < columns_of(layer); ++k) {
            for (std::size_t gate = 0; gate < gates; ++gate) result.push_back(weight(layer, k, cell, gate));
        }
    }
    return result;
}

/// Gru::blocks, or Gru::by_cell with `width` 1.
std::vector<float> in_blocks(GruLayer const& layer, std::size_t width) {
    std::vector<float> result;
    for (std::size_t begin = 0; begin < layer.cells; begin += width) {
        auto const add = [&](std::vector<float> const& from, std::size_t columns, std::size_t k, std::size_t gate) {
            double const factor = gate == 2 ? -2 * log2_e : -log2_e;  // z, r, n
            for (std::size_t cell = begin; cell < begin + width; ++cell) {
                float const value = cell < layer.cells ? from[(gate * layer.cells + cell) * columns + k] : 0;
                result.push_back(static_cast<float>(value * factor));
            }
        };
        for (std::size_t gate = 0; gate < 3; ++gate) add(layer.b, 1, 0, gate);
        for (std::size_t k = 0; k < layer.inputs; ++k) {
            for (std::size_t gate = 0; gate < 3; ++gate) add(layer.w, layer.inputs, k, gate);
        }
        for (std::size_t k = 0; k < layer.cells; ++k) {
            for (std::size_t gate = 0; gate < 2; ++gate) add(layer.u, layer.cells, k, gate);
        }
        for (std::size_t k = 0; k < layer.cells; ++k) add(layer.u, layer.cells, k, 2);
    }
    return result;
}

/// offset, scale, offset, scale, ...
std::vector<float> offsets_and_scales(View<InputVariable> all) {
    std::vector<float> numbers;
    for (auto const& input : all) numbers.push_back(input.offset), numbers.push_back(input.scale);
    return numbers;
}

/// [outputs, inputs] with zeros behind each row.
std::vector<float> padded_rows(DenseLayer const& layer) {
    std::size_t const columns = rounded_up(layer.inputs, kernel::strands);
    std::vector<float> result(layer.outputs * columns);
    for (std::size_t row = 0; row < layer.outputs; ++row) {
        std::copy_n(layer.w.begin() + static_cast<std::ptrdiff_t>(row * layer.inputs), layer.inputs,
                    result.begin() + static_cast<std::ptrdiff_t>(row * columns));
    }
    return result;
}

}  // namespace

float const* LayerLayout::keep(std::vector<float> const& values) {
    auto& lines = weights_.emplace_back(values.size() / std::size(CacheLine{}.values) + 1);
    if (!values.empty()) std::memcpy(lines.data(), values.data(), values.size() * sizeof(float));
    return lines.data()->values;
}

kernel::Lstm LayerLayout::laid_out(LstmLayer const& layer) {
    auto const [groups, rest] = grouped(layer.cells, kernel);
    return {layer.inputs,
            layer.cells,
            groups,
            rest,
            keep(in_vectors(layer, kernel)),
            keep(in_quarters(layer, kernel)),
            keep(by_cell(layer))};
}

kernel::Gru LayerLayout::laid_out(GruLayer const& layer) {
    std::size_t const vectors = rounded_up(layer.cells, kernel.width) / kernel.width;
    return {layer.inputs, layer.cells, vectors, keep(in_blocks(layer, kernel.width)), keep(in_blocks(layer, 1))};
}

/// Makes room in the states for a layer's lists of `cells` numbers.
void LayerLayout::add_lists(std::size_t cells, std::size_t lists) {
    state += lists * with_slack(cells);
    states += lists * cells * kernel.lanes;
}

void LayerLayout::add(View<LstmLayer> all) {
    for (auto const& layer : all) {
        lstm.push_back(laid_out(layer));
        add_lists(layer.cells, kernel::lstm_lists);
    }
    layers.lstm = lstm.data(), layers.lstm_count = lstm.size();
}

void LayerLayout::add(View<GruLayer> all) {
    for (auto const& layer : all) {
        gru.push_back(laid_out(layer));
        add_lists(layer.cells, kernel::gru_lists);
    }
    layers.gru = gru.data(), layers.gru_count = gru.size();
}

void LayerLayout::add(View<DenseLayer> all) {
    for (auto const& layer : all) {
        int const activation = static_cast<int>(layer.activation);
        dense.push_back({layer.inputs, layer.outputs, rounded_up(layer.inputs, kernel::strands), activation,
                         keep(padded_rows(layer)), keep(layer.b)});
        layers.widest_dense = std::max(layers.widest_dense, layer.outputs);
    }
    layers.dense = dense.data(), layers.dense_count = dense.size();
    state += 2 * with_slack(layers.widest_dense);
    states += 2 * with_slack(layers.widest_dense) * kernel.lanes;
}

SequenceLayout::SequenceLayout(SequenceInput const& sequence, kernel::Kernel const& of)
    : LayerLayout{of},
      inputs{offsets_and_scales(sequence.features)},
      features{sequence.features.size()},
      most{sequence.most > 0 ? sequence.most : std::numeric_limits<std::size_t>::max()},
      cells{sequence.cells()},
      lists{sequence.gru.empty() ? kernel::lstm_lists : kernel::gru_lists} {
    add(View<LstmLayer>{sequence.lstm});
    add(View<GruLayer>{sequence.gru});
    if (sequence.set) {  // the states begin with the inputs of the first layer
        state = with_slack(features), states = features * kernel.lanes;
        add(View<DenseLayer>{embedding_layers(*sequence.set, sequence.set_parameters)});
        return;
    }
    std::size_t widest = 0;
    for (auto const& layer : lstm) widest = std::max(widest, layer.cells);
    room = kernel::most_steps * (kernel::sums_of(widest) + with_slack(widest));
    before = state - lists * with_slack(cells);
    before_many = states - lists * cells * kernel.lanes;
}

void NetworkLayout::set_inputs(FrozenModel const& model) {
    std::size_t const count = model.inputs.size();
    if (takes_sequences) {
        std::size_t const width = std::get<JoinedNetwork>(model.network).width();
        inputs = offsets_and_scales(model.event_variables());
        features = 0;
        state = with_slack(width), states = width * kernel.lanes;
        return;
    }
    if (!takes_variables) {
        for (std::size_t k = 0; k < features; ++k) {
            offset[k] = model.inputs[k].offset, scale[k] = model.inputs[k].scale;
        }
        return;
    }
    inputs = offsets_and_scales(model.inputs);
    state = with_slack(count), states = count * kernel.lanes;
}

NetworkLayout::NetworkLayout(FrozenModel const& model, kernel::Kernel const& of)
    : LayerLayout{of},
      takes_variables{model.takes_variables()},
      takes_sequences{model.takes_sequences()},
      frame{model.contract.frame} {
    set_inputs(model);
    add(model.lstm_layers());
    add(model.dense_layers());
    std::size_t const outputs = dense.back().outputs;
    classes = model.finds_number() ? 1 : std::max<std::size_t>(outputs, 2);
    empty.assign(outputs, std::numeric_limits<float>::quiet_NaN());
    if (takes_variables || takes_sequences) return;
    std::vector<float> no_jets(state + kernel::slack);  // the state of an event without jets is 0
    std::copy_n(kernel.output(layers, aligned(no_jets.data()), 1), outputs, empty.begin());
}

}  // namespace jetseq
