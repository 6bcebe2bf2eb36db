// How a frozen model's weights are laid out for a kernel: what is done once.
#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <utility>

#include "infer/network.hpp"
#include "simd/processor.hpp"

namespace jetseq {
namespace {

using kernel::features, kernel::with_slack;

constexpr double log2_e = 1.4426950408889634;
constexpr std::size_t gates = 4;
constexpr std::size_t tanh_gate = 2;  // i, f, g, o

std::size_t rounded_up(std::size_t count, std::size_t unit) { return (count + unit - 1) / unit * unit; }

/// What a row of gate `gate` is multiplied by, so that the gate is a function of 2^row.
double scale_of(std::size_t gate) { return gate == tanh_gate ? -2 * log2_e : -log2_e; }

/// What input `k` adds to the row of `gate` and `cell`; 0 for the bias, then the inputs, then h.
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

std::vector<kernel::Kernel const*> kernels_of_this_machine() {
    std::vector<kernel::Kernel const*> kernels;
#if defined(__x86_64__)
    auto const processor = simd::this_processor();
    if (processor.avx512) kernels.push_back(&kernel::avx512);
    if (processor.avx2) kernels.push_back(&kernel::avx2);
#elif defined(__aarch64__)
    kernels.push_back(&kernel::neon);
#endif
    kernels.push_back(&kernel::baseline);
    return kernels;
}

float const* Network::keep(std::vector<float> const& values) {
    auto& lines = weights_.emplace_back(values.size() / std::size(CacheLine{}.values) + 1);
    if (!values.empty()) std::memcpy(lines.data(), values.data(), values.size() * sizeof(float));
    return lines.data()->values;
}

kernel::Lstm Network::laid_out(LstmLayer const& layer) {
    auto const [groups, rest] = grouped(layer.cells, *kernel_);
    return {layer.inputs,
            layer.cells,
            groups,
            rest,
            keep(in_vectors(layer, *kernel_)),
            keep(in_quarters(layer, *kernel_)),
            keep(by_cell(layer))};
}

Network::Network(FrozenModel const& model, kernel::Kernel const& kernel)
    : frame_{model.contract.frame}, kernel_{&kernel} {
    if (model.takes_variables()) {
        variables_.resize(2 * model.inputs.size());
        for (std::size_t k = 0; k < model.inputs.size(); ++k) {
            variables_[2 * k] = model.inputs[k].offset, variables_[2 * k + 1] = model.inputs[k].scale;
        }
        state_ = with_slack(model.inputs.size()), states_ = model.inputs.size() * kernel.lanes;
    } else {
        for (std::size_t k = 0; k < features; ++k) {
            offset_[k] = model.inputs[k].offset, scale_[k] = model.inputs[k].scale;
        }
    }
    for (auto const& layer : model.lstm) {
        lstm_.push_back(laid_out(layer));
        state_ += 3 * with_slack(layer.cells);
        states_ += 3 * layer.cells * kernel.lanes;
    }
    for (auto const& layer : model.dense) {
        int const activation = static_cast<int>(layer.activation);
        dense_.push_back({layer.inputs, layer.outputs, rounded_up(layer.inputs, kernel::strands), activation,
                          keep(padded_rows(layer)), keep(layer.b)});
        layers_.widest_dense = std::max(layers_.widest_dense, layer.outputs);
    }
    layers_.lstm = lstm_.data(), layers_.lstm_count = lstm_.size();
    layers_.dense = dense_.data(), layers_.dense_count = dense_.size();
    state_ += 2 * with_slack(layers_.widest_dense);
    states_ += 2 * with_slack(layers_.widest_dense) * kernel.lanes;
    std::size_t const outputs = model.dense.back().outputs;
    classes_ = std::max<std::size_t>(outputs, 2);
    std::vector<float> nothing(memory());  // the state of an event without jets is 0
    float const* const empty = kernel.output(layers_, aligned(nothing.data()), 1);
    empty_.resize(outputs);
    for (std::size_t k = 0; k < outputs; ++k) {
        empty_[k] = lstm_.empty() ? std::numeric_limits<float>::quiet_NaN() : empty[k];
    }
}

}  // namespace jetseq
