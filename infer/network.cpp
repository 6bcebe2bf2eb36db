#include "infer/network.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace jetseq {
namespace {

using kernel::with_slack;

constexpr double log2_e = 1.4426950408889634;
constexpr std::size_t longest_in_group = 15;  // events with more jets are scored one by one
constexpr std::size_t most_at_once = 2048;    // events that are sorted by length
constexpr std::size_t most_joined = 1 << 18;  // numbers in rows of a JoinedNetwork: 1 MB

}  // namespace

/// Events of a JoinedNetwork whose inputs of the dense layers are computed together.
std::size_t Network::events_at_once() const noexcept {
    return std::clamp(most_joined / joined_width(), layout_.kernel.lanes, SequenceStates::most_events);
}

std::size_t Network::memory() const noexcept {
    std::size_t const to_align = kernel::slack;
    std::size_t const dense = to_align + layout_.state + layout_.states;
    if (!layout_.takes_sequences) return dense + 2 * inputs_of_group();
    std::size_t largest = 0;
    for (auto const& sequence : sequences_) largest = std::max(largest, sequence->memory());
    return with_slack(dense) + with_slack(events_at_once() * joined_width()) + largest;
}

/// Floats of the inputs of a group of events.
std::size_t Network::inputs_of_group() const noexcept {
    return longest_in_group * layout_.features * layout_.kernel.lanes;
}

/// Sets the inputs of jet `n`, standardised and in the model's frame, `stride` floats apart. exp2() keeps the settled
/// NaN.
inline void Network::set_input(JetColumns const& jets, std::size_t n, float* x, std::size_t stride) const noexcept {
    auto const jet_at = [&](std::size_t i) {
        return Jet{jets.pt[i * jets.stride], jets.eta[i * jets.stride], jets.phi[i * jets.stride],
                   jets.e[i * jets.stride]};
    };
    Jet jet = jet_at(n);
    if (layout_.frame != Frame::detector) jet = FrameChange{layout_.frame, jet_at(0)}(jet);
    float const raw[kernel::features] = {jet.pt, jet.eta, jet.phi, jet.e};
    for (std::size_t k = 0; k < kernel::features; ++k) {
        x[k * stride] = settled((raw[k] + layout_.offset[k]) * layout_.scale[k]);
    }
}

/// Adds jets `from` ... count - 1 of an event to its state, at the beginning of `memory`.
void Network::go_on(JetColumns const& jets, std::size_t first, std::size_t count, float* memory) const noexcept {
    float* const state = aligned(memory);
    for (std::size_t n = first; n < count; ++n) {
        float x[kernel::features];
        set_input(jets, n, x, 1);
        layout_.kernel.step(layout_.layers, x, state, n);
    }
}

namespace {

void put_nan(float* scores, std::size_t count, std::size_t width) noexcept {
    std::fill_n(scores, count * width, std::numeric_limits<float>::quiet_NaN());
}

/// e^x for x <= 0 with a relative error below 1e-8, by the same operations on every machine; 0 below -80, NaN for NaN.
double exponential(double x) noexcept {
    if (x < -80) return 0;
    double const z = x * log2_e;
    int const n = x == x ? static_cast<int>(z - 0.5) : 0;  // the nearest whole number
    double const f = (z - n) * 0.6931471805599453;
    double sum = 1;
    for (int k = 8; k > 0; --k) sum = 1 + sum * f / k;
    std::uint64_t const bits = static_cast<std::uint64_t>(1023 + n) << 52;
    double power;
    std::memcpy(&power, &bits, sizeof power);  // 2^n
    return sum * power;
}

}  // namespace

/// Writes the score, or the probabilities of all classes, of outputs that are `step` floats apart.
inline void Network::put(float const* outputs, std::size_t step, float* to, std::size_t width) const noexcept {
    if (layout_.empty.size() == 1) {
        float const score = settled(outputs[0]);
        if (width > 1) *to++ = settled(1 - score);
        *to = score;
    } else {
        put_softmax(outputs, step, to, width);
    }
}

/// e^x_k / sum over j of e^x_j, after subtracting the largest x.
void Network::put_softmax(float const* outputs, std::size_t step, float* to, std::size_t width) const noexcept {
    auto const output = [&](std::size_t k) { return static_cast<double>(outputs[k * step]); };
    double top = output(0), sum = 0;
    for (std::size_t k = 1; k < layout_.classes; ++k) top = std::max(top, output(k));
    for (std::size_t k = 0; k < layout_.classes; ++k) sum += exponential(output(k) - top);
    for (std::size_t k = 0; k < width; ++k) {
        std::size_t const place = width == 1 ? 1 : k;
        to[k] = settled(static_cast<float>(exponential(output(place) - top) / sum));
    }
}

void Network::score_one(JetColumns const& jets, std::size_t count, float* to, float* memory,
                        std::size_t width) const noexcept {
    float* const state = aligned(memory);
    bool const empty = count == 0;
    if (!empty) go_on(jets, 0, count, memory);
    put(empty ? layout_.empty.data() : layout_.kernel.output(layout_.layers, state, count), 1, to, width);
}

float Network::score(JetColumns const& jets, std::size_t count, float* memory) const noexcept {
    if (!takes_jets()) return std::numeric_limits<float>::quiet_NaN();
    float score;
    score_one(jets, count, &score, memory, 1);
    return score;
}

/// Events side by side in falling number of jets, at most as many as the kernel has lanes.
struct Network::Group {
    JetColumns const* jets;
    std::uint64_t const* offsets;
    std::uint16_t const* events;
    std::size_t count;
    float* scores;
    std::size_t width;  ///< 1, or all classes
    float* memory;
    float* x;  ///< [objects of the longest, features, lanes]

    std::size_t length(std::size_t lane) const noexcept { return offsets[events[lane] + 1] - offsets[events[lane]]; }
    float* scores_of(std::size_t lane) const noexcept { return scores + events[lane] * width; }
};

void Network::set_inputs(Group const& group) const noexcept {
    std::size_t const lanes = layout_.kernel.lanes;
    if (group.count == 0) return;
    std::size_t active = group.count;
    float* x = group.x;
    for (std::size_t step = 0; active > 0; ++step, x += layout_.features * lanes) {
        for (std::size_t lane = 0; lane < active; ++lane) {
            set_input(from(*group.jets, group.offsets[group.events[lane]]), step, x + lane, lanes);
        }
        while (active > 0 && group.length(active - 1) == step + 1) --active;
    }
}

/// Scores an event alone from its jet `step` on; its lane has the state after the jets before.
void Network::finish_alone(Group const& group, std::size_t lane, std::size_t step) const noexcept {
    float* const state = aligned(group.memory);
    float const* from = state + layout_.state + lane;
    float* to = state;
    if (step > 0) {
        for (auto const& layer : layout_.lstm) {
            for (std::size_t list = 0; list < 3; ++list, to += with_slack(layer.cells)) {
                for (std::size_t j = 0; j < layer.cells; ++j, from += layout_.kernel.lanes) to[j] = *from;
            }
        }
    }
    std::size_t const count = group.length(lane);
    go_on(jetseq::from(*group.jets, group.offsets[group.events[lane]]), step, count, group.memory);
    put(layout_.kernel.output(layout_.layers, state, count), 1, group.scores_of(lane), group.width);
}

/// Scores events side by side. A lane leaves as its event ends; if few would be left in a vector, they continue alone.
void Network::score_group(Group group) const noexcept {
    std::size_t const lanes = layout_.kernel.lanes, features = layout_.features;
    float* const states = aligned(group.memory) + layout_.state;
    for (std::size_t step = 0; group.count > 0; ++step) {
        for (std::size_t few = group.count % layout_.kernel.width; few > 0 && few < layout_.kernel.width / 2; --few) {
            --group.count;
            finish_alone(group, group.count, step);
        }
        if (group.count == 0) return;
        float const* const x = group.x + step * features * lanes;
        layout_.kernel.step_many(layout_.layers, x, states, step, group.count);
        if (group.length(group.count - 1) > step + 1) continue;
        float const* const found = layout_.kernel.output_many(layout_.layers, states, step + 1);
        for (; group.count > 0 && group.length(group.count - 1) == step + 1; --group.count) {
            put(found + group.count - 1, lanes, group.scores_of(group.count - 1), group.width);
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

/// Prefetches an event's first jet, which is read out of order.
void prefetch(JetColumns const& jets) noexcept {
    __builtin_prefetch(jets.pt), __builtin_prefetch(jets.eta);
    __builtin_prefetch(jets.phi), __builtin_prefetch(jets.e);
}

}  // namespace

/// Scores `count` events, group by group. Sets a group's inputs before the previous group is computed: a vector load of
/// values that were just stored one by one is slow.
void Network::score_groups(Group group, std::size_t count) const noexcept {
    float* const x[2] = {group.x, group.x + inputs_of_group()};
    group.count = std::min(layout_.kernel.lanes, count);
    set_inputs(group);
    for (std::size_t n = 1; group.count > 0; ++n) {
        Group next = group;
        next.events += group.count;
        count -= group.count;
        next.count = std::min(layout_.kernel.lanes, count);
        next.x = x[n % 2];
        set_inputs(next);
        score_group(group);
        group = next;
    }
}

void Network::score_all(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* scores,
                        float* memory, std::size_t width) const noexcept {
    if (count == 1) return score_one(from(jets, offsets[0]), offsets[1] - offsets[0], scores, memory, width);
    for (; count > most_at_once; count -= most_at_once, offsets += most_at_once, scores += most_at_once * width) {
        score_all(jets, offsets, most_at_once, scores, memory, width);
    }
    for (std::size_t n = 0; n < count; ++n) {
        std::size_t const length = offsets[n + 1] - offsets[n];
        if (length == 0) {
            put(layout_.empty.data(), 1, scores + n * width, width);
        } else if (length > longest_in_group) {
            go_on(from(jets, offsets[n]), 0, length, memory);
            put(layout_.kernel.output(layout_.layers, aligned(memory), length), 1, scores + n * width, width);
        } else {
            prefetch(from(jets, offsets[n]));
        }
    }
    Order const order = by_length(offsets, count);
    float* const x = aligned(memory) + layout_.state + layout_.states;
    score_groups(Group{&jets, offsets, order.events.data(), 0, scores, width, memory, x}, order.count);
}

void Network::score(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* scores,
                    float* memory, std::size_t width) const noexcept {
    if (!takes_jets()) return put_nan(scores, count, width);
    score_all(jets, offsets, count, scores, memory, width);
}

/// Sets the standardised variables of `count` events, one variable after the other, `step` floats apart.
void Network::set_variables(VariableColumns const& variables, std::size_t first, std::size_t count, float* to,
                            std::size_t step) const noexcept {
    for (std::size_t k = 0; 2 * k < layout_.inputs.size(); ++k) {
        float const offset = layout_.inputs[2 * k], scale = layout_.inputs[2 * k + 1];
        for (std::size_t n = 0; n < count; ++n) {
            to[k * step + n] = settled((variables.value(k, first + n) + offset) * scale);
        }
    }
}

/// Scores `count` events by the dense layers; `set(n, events, to, step)` sets the inputs of events n ... n + events -
/// 1, one input after the other, `step` floats apart.
template <class Set>
inline void Network::score_dense(std::size_t count, float* scores, float* memory, std::size_t width,
                                 Set const& set) const noexcept {
    std::size_t const lanes = layout_.kernel.lanes;
    float *const state = aligned(memory), *const states = state + layout_.state;
    std::size_t n = 0;
    for (; count - n > lanes / 2; n += std::min(lanes, count - n)) {
        std::size_t const events = std::min(lanes, count - n);
        set(n, events, states, lanes);
        float const* const found = layout_.kernel.output_many(layout_.layers, states, 0);
        for (std::size_t lane = 0; lane < events; ++lane) put(found + lane, lanes, scores + (n + lane) * width, width);
    }
    for (; n < count; ++n) {
        set(n, 1, state, 1);
        put(layout_.kernel.output(layout_.layers, state, 0), 1, scores + n * width, width);
    }
}

void Network::score(VariableColumns const& variables, std::size_t first, std::size_t count, float* scores,
                    float* memory, std::size_t width) const noexcept {
    if (!layout_.takes_variables || variables.empty()) return put_nan(scores, count, width);
    score_dense(count, scores, memory, width, [&](std::size_t n, std::size_t events, float* to, std::size_t step) {
        set_variables(variables, first + n, events, to, step);
    });
}

/// Sets the inputs of the dense layers of a JoinedNetwork, rows [events, joined_width()].
void Network::set_joined(SequenceColumns const* sequences, VariableColumns const& variables, ChosenEvents const& events,
                         float* rows, float* memory) const noexcept {
    std::size_t const width = joined_width();
    std::size_t place = 0;
    for (std::size_t s = 0; s < sequences_.size(); ++s) {
        sequences_[s]->write(sequences[s], events, rows + place, width, memory);
        place += sequences_[s]->cells();
    }
    for (std::size_t k = 0; place + k < width; ++k) {
        float const offset = layout_.inputs[2 * k], scale = layout_.inputs[2 * k + 1];
        for (std::size_t n = 0; n < events.count; ++n) {
            rows[n * width + place + k] = settled((variables.value(k, events[n]) + offset) * scale);
        }
    }
}

void Network::score(SequenceColumns const* sequences, VariableColumns const& variables, ChosenEvents const& events,
                    float* scores, float* memory, std::size_t width) const noexcept {
    bool const complete = sequences && (layout_.inputs.empty() || !variables.empty());
    if (!layout_.takes_sequences || !complete) return put_nan(scores, events.count, width);
    std::size_t const joined = joined_width(), most = events_at_once();
    float* const rows = aligned(memory) + with_slack(layout_.state + layout_.states);
    float* const of_sequences = rows + with_slack(most * joined);
    for (std::size_t first = 0; first < events.count; first += most) {
        std::size_t const count = std::min(most, events.count - first);
        set_joined(sequences, variables, events.part(first, count), rows, of_sequences);
        float* const to = scores + first * width;
        score_dense(count, to, memory, width, [&](std::size_t n, std::size_t number, float* x, std::size_t step) {
            for (std::size_t k = 0; k < joined; ++k) {
                for (std::size_t i = 0; i < number; ++i) x[k * step + i] = rows[(n + i) * joined + k];
            }
        });
    }
}

}  // namespace jetseq
