#include "jetseq/infer/network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace jetseq {
namespace {

using kernel::events_side_by_side, kernel::with_slack;

constexpr double log2_e = 1.4426950408889634;
constexpr std::size_t gates = 4;
constexpr std::size_t tanh_gate = 2;         // i, f, g, o
constexpr std::size_t longest_grouped = 15;  // events with more jets are scored one by one

std::size_t rounded_up(std::size_t count) {
    return (count + kernel::row_block - 1) / kernel::row_block * kernel::row_block;
}

/// What a row of gate `gate` is multiplied by, so that the gate is a function of 2^row.
double scale_of(std::size_t gate) { return gate == tanh_gate ? -2 * log2_e : -log2_e; }

/// [4 * cells, columns] -> [columns, 4 * stride], scaled, zeros behind the cells of each gate.
std::vector<float> side_by_side(std::vector<float> const& matrix, std::size_t cells, std::size_t columns,
                                std::size_t stride) {
    std::vector<float> result(columns * gates * stride);
    for (std::size_t gate = 0; gate < gates; ++gate) {
        for (std::size_t cell = 0; cell < cells; ++cell) {
            std::size_t const row = gate * cells + cell, place = gate * stride + cell;
            for (std::size_t k = 0; k < columns; ++k) {
                result[k * gates * stride + place] = static_cast<float>(matrix[row * columns + k] * scale_of(gate));
            }
        }
    }
    return result;
}

/// [outputs, inputs] with zeros behind each row.
std::vector<float> padded_rows(DenseLayer const& layer) {
    std::size_t const columns = rounded_up(layer.inputs);
    std::vector<float> result(layer.outputs * columns);
    for (std::size_t row = 0; row < layer.outputs; ++row) {
        std::copy_n(layer.w.begin() + static_cast<std::ptrdiff_t>(row * layer.inputs), layer.inputs,
                    result.begin() + static_cast<std::ptrdiff_t>(row * columns));
    }
    return result;
}

/// The first line of the cache that begins in `memory`.
float* aligned(float* memory) noexcept {
    auto const place = reinterpret_cast<std::uintptr_t>(memory);
    constexpr std::uintptr_t line = alignof(CacheLine);
    return memory + ((line - place % line) % line) / sizeof(float);
}

}  // namespace

std::vector<kernel::Kernel const*> kernels_of_this_machine() {
    std::vector<kernel::Kernel const*> kernels;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) kernels.push_back(&kernel::avx512);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels.push_back(&kernel::avx2);
#elif defined(__aarch64__)
    kernels.push_back(&kernel::neon);
#endif
    kernels.push_back(&kernel::baseline);
    return kernels;
}

float const* Network::keep(std::vector<float> const& values) {
    auto& lines = weights_.emplace_back(rounded_up(values.size()) / kernel::row_block + 1);
    std::memcpy(lines.data(), values.data(), values.size() * sizeof(float));
    return lines.data()->values;
}

kernel::Lstm Network::laid_out(LstmLayer const& layer) {
    std::size_t const width = kernel_->width, stride = (layer.cells + width - 1) / width * width;
    return {layer.inputs,
            layer.cells,
            stride,
            keep(side_by_side(layer.w, layer.cells, layer.inputs, stride)),
            keep(side_by_side(layer.u, layer.cells, layer.cells, stride)),
            keep(side_by_side(layer.b, layer.cells, 1, stride))};
}

Network::Network(FrozenModel const& model, kernel::Kernel const& kernel)
    : frame_{model.contract.frame}, inputs_{model.inputs}, kernel_{&kernel} {
    for (auto const& layer : model.lstm) {
        lstm_.push_back(laid_out(layer));
        layers_.sums = std::max(layers_.sums, with_slack(gates * lstm_.back().stride));
    }
    for (auto const& layer : model.dense) {
        int const activation = static_cast<int>(layer.activation);
        dense_.push_back({layer.inputs, layer.outputs, rounded_up(layer.inputs), activation, keep(padded_rows(layer)),
                          keep(layer.b)});
        layers_.sums = std::max(layers_.sums, 2 * with_slack(layer.outputs));
    }
    layers_.lstm = lstm_.data(), layers_.lstm_count = lstm_.size();
    layers_.dense = dense_.data(), layers_.dense_count = dense_.size();
    layers_.state = layers_.sums;
    for (auto const& layer : lstm_) layers_.state += 2 * with_slack(layer.cells);
    std::vector<float> nothing(memory());  // the state of an event without jets is 0
    empty_score_ = kernel.output(layers_, aligned(nothing.data()));
}

std::size_t Network::memory() const noexcept {
    return events_side_by_side * layers_.state + kernel::row_block;  // the latter to begin at a line of the cache
}

/// Inputs [4] of jet `n`: standardised, in the model's frame.
void Network::set_input(JetColumns const& jets, std::size_t n, float* x) const noexcept {
    auto const jet_at = [&](std::size_t i) {
        return Jet{jets.pt[i * jets.stride], jets.eta[i * jets.stride], jets.phi[i * jets.stride],
                   jets.e[i * jets.stride]};
    };
    Jet const jet = FrameChange{frame_, jet_at(0)}(jet_at(n));
    float const raw[4] = {jet.pt, jet.eta, jet.phi, jet.e};
    for (std::size_t k = 0; k < 4; ++k) {
        x[k] = (raw[k] + inputs_[k].offset) * inputs_[k].scale;
        if (x[k] != x[k]) x[k] = std::numeric_limits<float>::quiet_NaN();  // the one NaN that exp2() lets through
    }
}

float Network::score(JetColumns const& jets, std::size_t count, float* memory) const noexcept {
    if (count == 0) return empty_score_;
    float* const state = aligned(memory);
    for (std::size_t n = 0; n < count; ++n) {
        float x[4];
        set_input(jets, n, x);
        kernel_->step(layers_, x, state, n == 0);
    }
    return kernel_->output(layers_, state);
}

/// Four events with `length` jets each, at least one.
void Network::score_four(JetColumns const* events, std::size_t length, float* scores, float* memory) const noexcept {
    float* const states = aligned(memory);
    for (std::size_t n = 0; n < length; ++n) {
        float x[4 * events_side_by_side];
        for (std::size_t e = 0; e < events_side_by_side; ++e) set_input(events[e], n, x + 4 * e);
        kernel_->step_four(layers_, x, states, n == 0);
    }
    for (std::size_t e = 0; e < events_side_by_side; ++e) {
        scores[e] = kernel_->output(layers_, states + e * layers_.state);
    }
}

namespace {

/// Events of one length that wait until there are four.
struct Waiting {
    std::array<std::size_t, events_side_by_side> events;
    std::size_t count;
};

}  // namespace

void Network::score(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* scores,
                    float* memory) const noexcept {
    std::array<Waiting, longest_grouped + 1> waiting{};
    for (std::size_t n = 0; n < count; ++n) {
        std::size_t const length = offsets[n + 1] - offsets[n];
        if (length == 0 || length > longest_grouped) {
            scores[n] = score(from(jets, offsets[n]), length, memory);
            continue;
        }
        Waiting& group = waiting[length];
        group.events[group.count++] = n;
        if (group.count < events_side_by_side) continue;
        group.count = 0;
        std::array<JetColumns, events_side_by_side> four;
        std::array<float, events_side_by_side> found;
        for (std::size_t e = 0; e < four.size(); ++e) four[e] = from(jets, offsets[group.events[e]]);
        score_four(four.data(), length, found.data(), memory);
        for (std::size_t e = 0; e < four.size(); ++e) scores[group.events[e]] = found[e];
    }
    for (std::size_t length = 1; length <= longest_grouped; ++length) {
        for (std::size_t i = 0; i < waiting[length].count; ++i) {
            std::size_t const n = waiting[length].events[i];
            scores[n] = score(from(jets, offsets[n]), length, memory);
        }
    }
}

}  // namespace jetseq
