#include "infer/sequence_states.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace jetseq {
namespace {

using kernel::with_slack;

/// Events are sorted by their number of objects up to this one by counting.
constexpr std::size_t most_counted = 255;

/// Numbers of events in falling number of objects.
struct FallingOrder {
    std::array<std::uint16_t, SequenceStates::most_events> events;
    std::size_t count;  ///< of events with objects
};

/// `length(n)`: the number of objects of event n = 0 ... count - 1.
template <class Length>
FallingOrder in_falling_order(std::size_t count, Length const& length) noexcept {
    FallingOrder order;
    std::array<std::uint16_t, most_counted + 2> begin{};  // of the events with `most_counted` - i objects
    auto const place = [&](std::size_t n) { return most_counted - std::min(length(n), most_counted); };
    for (std::size_t n = 0; n < count; ++n) ++begin[place(n) + 1];
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] = static_cast<std::uint16_t>(begin[i] + begin[i - 1]);
    order.count = begin[most_counted];
    std::size_t const longest = begin[1];  // events that are too long to be counted
    for (std::size_t n = 0; n < count; ++n) {
        if (place(n) < most_counted) order.events[begin[place(n)]++] = static_cast<std::uint16_t>(n);
    }
    std::sort(order.events.begin(), order.events.begin() + longest,
              [&](std::size_t a, std::size_t b) { return length(a) > length(b); });
    return order;
}

}  // namespace

/// The events of one call, and its memory.
struct SequenceStates::Pass {
    SequenceColumns const& objects;
    ChosenEvents const& events;
    std::size_t most;
    float* to;
    std::size_t step;
    float *state, *states;
    float* alone;  ///< inputs of some objects of one event [kernel::most_steps, with_slack(features)]
    float* room;   ///< for Kernel::steps
    float* x[2];   ///< inputs of an object of each event of a group [features, lanes], and of the next

    std::size_t first(std::size_t n) const noexcept { return objects.offsets[events[n]]; }
    std::size_t length(std::size_t n) const noexcept {
        std::size_t const event = events[n];
        return std::min<std::size_t>(objects.offsets[event + 1] - objects.offsets[event], most);
    }
};

/// Events side by side in falling number of objects, at most as many as the kernel has lanes.
struct SequenceStates::Group {
    std::uint16_t const* events;
    std::size_t count;
};

/// Some objects of an event.
struct SequenceStates::Objects {
    std::size_t event, first, count;
};

std::size_t SequenceStates::memory() const noexcept {
    std::size_t const of_lanes = with_slack(layout_.states) + 2 * with_slack(layout_.features * layout_.kernel.lanes);
    return layout_.state + of_lanes + kernel::most_steps * with_slack(layout_.features) + layout_.room;
}

/// Sets the standardised features of `object`, `stride` floats apart. exp2() keeps the settled NaN.
inline void SequenceStates::set_object(Pass const& pass, std::size_t object, float* x,
                                       std::size_t stride) const noexcept {
    ObjectColumns const& from = pass.objects.objects;
    float const* const inputs = layout_.inputs.data();
    auto const set = [&](auto const& value) {
        for (std::size_t k = 0; k < layout_.features; ++k) {
            x[k * stride] = settled((value(k) + inputs[2 * k]) * inputs[2 * k + 1]);
        }
    };
    if (from.numbers)
        set([&](std::size_t k) { return from.numbers[k][object]; });
    else
        set([&](std::size_t k) { return from.columns[k][object * from.stride]; });
}

/// Sets object `number` of those events of the group that have it.
void SequenceStates::set_objects(Pass const& pass, Group const& group, std::size_t number, float* x) const noexcept {
    for (std::size_t lane = 0; lane < group.count && pass.length(group.events[lane]) > number; ++lane) {
        set_object(pass, pass.first(group.events[lane]) + number, x + lane, layout_.kernel.lanes);
    }
}

/// Reads the objects of an event from number `from` on; pass.state is its state after those before.
void SequenceStates::read_alone(Pass const& pass, std::size_t event, std::size_t from) const noexcept {
    std::size_t const length = pass.length(event), first = pass.first(event), stride = with_slack(layout_.features);
    for (std::size_t n = from; n < length; n += kernel::most_steps) {
        std::size_t const count = std::min(length - n, kernel::most_steps);
        for (std::size_t t = 0; t < count; ++t) set_object(pass, first + n + t, pass.alone + t * stride, 1);
        if (layout_.gru.empty()) {
            layout_.kernel.steps(layout_.layers, pass.alone, pass.state, n, count, pass.room);
        } else {
            for (std::size_t t = 0; t < count; ++t) {
                layout_.kernel.gru_step(layout_.layers, pass.alone + t * stride, pass.state, n + t);
            }
        }
    }
    float const* const h = pass.state + layout_.before + (length % 2 == 0 ? with_slack(layout_.cells) : 0);
    std::copy_n(h, layout_.cells, pass.to + event * pass.step);
}

/// The same for an event of a group, whose lane has the state.
void SequenceStates::finish_alone(Pass const& pass, Group const& group, std::size_t lane,
                                  std::size_t from) const noexcept {
    float const* of_lane = pass.states + lane;
    float* to = pass.state;
    auto const copy_lists = [&](auto const& layers) {
        for (auto const& layer : layers) {
            for (std::size_t list = 0; list < layout_.lists; ++list, to += with_slack(layer.cells)) {
                for (std::size_t j = 0; j < layer.cells; ++j, of_lane += layout_.kernel.lanes) to[j] = *of_lane;
            }
        }
    };
    if (from > 0) copy_lists(layout_.lstm), copy_lists(layout_.gru);
    read_alone(pass, group.events[lane], from);
}

/// Reads events side by side. A lane leaves as its event ends; if few would be left in a vector, they continue alone.
/// Sets the inputs of an object before the previous one is computed: a vector load of values that were just stored one
/// by one is slow.
void SequenceStates::read_group(Pass const& pass, Group group) const noexcept {
    std::size_t const lanes = layout_.kernel.lanes, width = layout_.kernel.width;
    auto const step_many = layout_.gru.empty() ? layout_.kernel.step_many : layout_.kernel.gru_step_many;
    auto const ends_at = [&](std::size_t step) { return pass.length(group.events[group.count - 1]) == step; };
    set_objects(pass, group, 0, pass.x[0]);
    for (std::size_t step = 0; group.count > 0; ++step) {
        if (std::size_t const few = group.count % width; few < width / 2) {
            for (std::size_t n = 0; n < few; ++n) finish_alone(pass, group, --group.count, step);
        }
        if (group.count == 0) return;
        set_objects(pass, group, step + 1, pass.x[(step + 1) % 2]);
        step_many(layout_.layers, pass.x[step % 2], pass.states, step, group.count);
        float const* const h = pass.states + layout_.before_many + (step % 2 == 0 ? 0 : layout_.cells * lanes);
        for (; group.count > 0 && ends_at(step + 1); --group.count) {
            float const* const of_lane = h + group.count - 1;
            float* const to = pass.to + group.events[group.count - 1] * pass.step;
            for (std::size_t j = 0; j < layout_.cells; ++j) to[j] = of_lane[j * lanes];
        }
    }
}

/// Adds the numbers that a set's layers found for objects of an event, in their order, to its sum: of each object
/// [cells, step].
void SequenceStates::add_up(Pass const& pass, Objects const& objects, float const* found,
                            std::size_t step) const noexcept {
    float* const to = pass.to + objects.event * pass.step;
    for (std::size_t j = 0; j < layout_.cells; ++j, found += step) {
        for (std::size_t n = 0; n < objects.count; ++n) to[j] += found[n];
    }
}

/// Passes the objects of all events through the layers of a set, as many at a time as the kernel has lanes, and adds up
/// those of each event. Few objects pass one by one.
void SequenceStates::read_sets(Pass const& pass) const noexcept {
    std::size_t const lanes = layout_.kernel.lanes;
    Objects next{0, 0, 0};
    auto const pass_lanes = [&](auto const& use) {
        std::size_t lane = 0;
        while (next.event < pass.events.count && lane < lanes) {
            std::size_t const left = pass.length(next.event) - next.first;
            next.count = std::min(left, lanes - lane);
            use(next, lane);
            lane += next.count, next.first += next.count;
            if (next.count == left) next = {next.event + 1, 0, 0};
        }
        return lane;
    };
    auto const for_each = [&](Objects const& objects, auto const& use) {
        for (std::size_t n = 0; n < objects.count; ++n) use(pass.first(objects.event) + objects.first + n, n);
    };
    while (next.event < pass.events.count) {
        Objects const begin = next;
        std::size_t const count = pass_lanes([&](Objects const& objects, std::size_t lane) {
            for_each(objects, [&](std::size_t object, std::size_t n) {
                set_object(pass, object, pass.states + lane + n, lanes);
            });
        });
        next = begin;
        if (count > lanes / 2) {
            float const* const found = layout_.kernel.output_many(layout_.layers, pass.states, 0);
            pass_lanes([&](Objects const& objects, std::size_t lane) { add_up(pass, objects, found + lane, lanes); });
            continue;
        }
        pass_lanes([&](Objects const& objects, std::size_t) {
            for_each(objects, [&](std::size_t object, std::size_t) {
                set_object(pass, object, pass.state, 1);
                add_up(pass, {objects.event, 0, 1}, layout_.kernel.output(layout_.layers, pass.state, 0), 1);
            });
        });
    }
}

void SequenceStates::write(SequenceColumns const& objects, ChosenEvents const& events, float* to, std::size_t step,
                           float* memory) const noexcept {
    assert(events.count <= most_events);
    std::size_t const inputs = with_slack(layout_.features * layout_.kernel.lanes);
    float *const states = memory + layout_.state, *const x = states + with_slack(layout_.states);
    float *const alone = x + 2 * inputs, *const room = alone + kernel::most_steps * with_slack(layout_.features);
    Pass const pass{objects, events, layout_.most, to, step, memory, states, alone, room, {x, x + inputs}};
    auto const length = [&](std::size_t n) { return pass.length(n); };
    if (!layout_.dense.empty()) {
        for (std::size_t n = 0; n < events.count; ++n) std::fill_n(to + n * step, layout_.cells, 0.0F);
        return read_sets(pass);
    }
    if (events.count == 1 && length(0) > 0) return read_alone(pass, 0, 0);
    for (std::size_t n = 0; n < events.count; ++n) {
        if (length(n) == 0) std::fill_n(to + n * step, layout_.cells, 0.0F);
    }
    FallingOrder const order = in_falling_order(events.count, length);
    for (std::size_t n = 0; n < order.count; n += layout_.kernel.lanes) {
        read_group(pass, {order.events.data() + n, std::min(layout_.kernel.lanes, order.count - n)});
    }
}

}  // namespace jetseq
