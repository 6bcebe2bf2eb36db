#include "jetseq/infer/network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <utility>

#include "jetseq/simd/processor.hpp"

namespace jetseq {
namespace {

using kernel::features, kernel::with_slack;

constexpr double log2_e = 1.4426950408889634;
constexpr std::size_t gates = 4;
constexpr std::size_t tanh_gate = 2;          // i, f, g, o
constexpr std::size_t longest_in_group = 15;  // events with more jets are scored one by one
constexpr std::size_t most_at_once = 2048;    // events that are sorted by length

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

/// NaN comes in many bits, and processors differ: one stands for all.
float settled(float value) noexcept { return value == value ? value : std::numeric_limits<float>::quiet_NaN(); }

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
    for (std::size_t k = 0; k < features; ++k) offset_[k] = model.inputs[k].offset, scale_[k] = model.inputs[k].scale;
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
    std::vector<float> nothing(memory());  // the state of an event without jets is 0
    empty_score_ = kernel.output(layers_, aligned(nothing.data()), 1);
}

std::size_t Network::memory() const noexcept {
    std::size_t const to_align = kernel::slack;
    return to_align + state_ + states_ + (1 + 2 * longest_in_group * features) * kernel_->lanes;
}

/// Inputs of jet `n`, standardised and in the model's frame, `stride` floats apart. exp2() lets the settled
/// NaN through.
inline void Network::set_input(JetColumns const& jets, std::size_t n, float* x, std::size_t stride) const noexcept {
    auto const jet_at = [&](std::size_t i) {
        return Jet{jets.pt[i * jets.stride], jets.eta[i * jets.stride], jets.phi[i * jets.stride],
                   jets.e[i * jets.stride]};
    };
    Jet jet = jet_at(n);
    if (frame_ != Frame::detector) jet = FrameChange{frame_, jet_at(0)}(jet);
    float const raw[features] = {jet.pt, jet.eta, jet.phi, jet.e};
    for (std::size_t k = 0; k < features; ++k) {
        x[k * stride] = settled((raw[k] + offset_[k]) * scale_[k]);
    }
}

/// Lets the jets from number `from` on, the event having `count`, into the state of one event.
void Network::go_on(JetColumns const& jets, std::size_t from, std::size_t count, float* state) const noexcept {
    for (std::size_t n = from; n < count; ++n) {
        float x[features];
        set_input(jets, n, x, 1);
        kernel_->step(layers_, x, state, n);
    }
}

float Network::score(JetColumns const& jets, std::size_t count, float* memory) const noexcept {
    if (count == 0) return empty_score_;
    float* const state = aligned(memory);
    go_on(jets, 0, count, state);
    return settled(kernel_->output(layers_, state, count));
}

/// Events side by side in falling number of jets, at most as many as the kernel has lanes.
struct Network::Group {
    JetColumns const* jets;
    std::uint64_t const* offsets;
    std::uint16_t const* events;
    std::size_t count;
    float* scores;
    float* memory;
    float* x;  ///< [jets of the longest, features, lanes]

    std::size_t length(std::size_t lane) const noexcept { return offsets[events[lane] + 1] - offsets[events[lane]]; }
};

void Network::set_inputs(Group const& group) const noexcept {
    std::size_t const lanes = kernel_->lanes;
    std::size_t active = group.count;
    float* x = group.x;
    for (std::size_t step = 0; active > 0; ++step, x += features * lanes) {
        for (std::size_t lane = 0; lane < active; ++lane) {
            set_input(from(*group.jets, group.offsets[group.events[lane]]), step, x + lane, lanes);
        }
        while (active > 0 && group.length(active - 1) == step + 1) --active;
    }
}

/// The score of an event whose first `step` jets have been seen in its lane.
float Network::finish_alone(Group const& group, std::size_t lane, std::size_t step) const noexcept {
    float* const state = aligned(group.memory);
    float const* from = state + state_ + lane;
    float* to = state;
    if (step > 0) {
        for (auto const& layer : lstm_) {
            for (std::size_t list = 0; list < 3; ++list, to += with_slack(layer.cells)) {
                for (std::size_t j = 0; j < layer.cells; ++j, from += kernel_->lanes) to[j] = *from;
            }
        }
    }
    std::size_t const count = group.length(lane);
    go_on(jetseq::from(*group.jets, group.offsets[group.events[lane]]), step, count, state);
    return settled(kernel_->output(layers_, state, count));
}

/// Lane by lane falls away as its event ends; where few would be left in a vector, these go on alone.
void Network::score_group(Group group) const noexcept {
    std::size_t const lanes = kernel_->lanes;
    float* const states = aligned(group.memory) + state_;
    float* const found = states + states_;
    for (std::size_t step = 0; group.count > 0; ++step) {
        for (std::size_t few = group.count % kernel_->width; few > 0 && few < kernel_->width / 2; --few) {
            --group.count;
            group.scores[group.events[group.count]] = finish_alone(group, group.count, step);
        }
        if (group.count == 0) return;
        float const* const x = group.x + step * features * lanes;
        kernel_->step_many(layers_, x, states, step, group.count);
        if (group.length(group.count - 1) > step + 1) continue;
        kernel_->output_many(layers_, states, step + 1, found);
        for (; group.count > 0 && group.length(group.count - 1) == step + 1; --group.count) {
            group.scores[group.events[group.count - 1]] = settled(found[group.count - 1]);
        }
    }
}

namespace {

/// Events in falling number of jets.
struct Order {
    std::array<std::uint16_t, most_at_once> events;
    std::size_t count;
};

/// Those of `count` events that have 1 ... `longest_in_group` jets.
Order by_length(std::uint64_t const* offsets, std::size_t count) noexcept {
    std::array<std::uint16_t, longest_in_group + 2> begin{};  // of the events with `longest_in_group` - i jets
    auto const place = [&](std::size_t n) {
        return std::min<std::uint64_t>(longest_in_group - (offsets[n + 1] - offsets[n]), longest_in_group);
    };
    for (std::size_t n = 0; n < count; ++n) ++begin[place(n) + 1];
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] = static_cast<std::uint16_t>(begin[i] + begin[i - 1]);
    Order order;
    order.count = begin[longest_in_group];
    for (std::size_t n = 0; n < count; ++n) {
        if (place(n) < longest_in_group) order.events[begin[place(n)]++] = static_cast<std::uint16_t>(n);
    }
    return order;
}

/// Asks for an event's first jet, which will be read out of order.
void prefetch(JetColumns const& jets, std::size_t first) noexcept {
    for (float const* column : {jets.pt, jets.eta, jets.phi, jets.e}) __builtin_prefetch(column + first * jets.stride);
}

}  // namespace

/// Scores `count` events, group by group. A group's inputs are set while the group before is computed: what was just
/// stored piece by piece loads slowly.
void Network::score_groups(Group group, std::size_t count) const noexcept {
    float* const x[2] = {group.x, group.x + longest_in_group * features * kernel_->lanes};
    group.count = std::min(kernel_->lanes, count);
    set_inputs(group);
    for (std::size_t n = 1; group.count > 0; ++n) {
        Group next = group;
        next.events += group.count;
        count -= group.count;
        next.count = std::min(kernel_->lanes, count);
        next.x = x[n % 2];
        set_inputs(next);
        score_group(group);
        group = next;
    }
}

void Network::score(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* scores,
                    float* memory) const noexcept {
    for (; count > most_at_once; count -= most_at_once, offsets += most_at_once, scores += most_at_once) {
        score(jets, offsets, most_at_once, scores, memory);
    }
    for (std::size_t n = 0; n < count; ++n) {
        std::size_t const length = offsets[n + 1] - offsets[n];
        if (length == 0 || length > longest_in_group) {
            scores[n] = score(from(jets, offsets[n]), length, memory);
        } else {
            prefetch(jets, offsets[n]);
        }
    }
    Order const order = by_length(offsets, count);
    float* const x = aligned(memory) + state_ + states_ + kernel_->lanes;
    score_groups({&jets, offsets, order.events.data(), 0, scores, memory, x}, order.count);
}

}  // namespace jetseq
