#pragma once
#include <cstddef>
#include <limits>

#include "infer/event_batch.hpp"
#include "infer/network_layout.hpp"

namespace jetseq {

/// NaN has many bit patterns, which differ between processors: replaces all by one.
inline float settled(float value) noexcept { return value == value ? value : std::numeric_limits<float>::quiet_NaN(); }

/// Events of a batch: `count` from `first` on, or those of a list.
struct ChosenEvents {
    std::size_t first, count;
    std::size_t const* list = nullptr;

    std::size_t operator[](std::size_t n) const noexcept { return list ? list[n] : first + n; }
    /// `events` of these from number `n` on.
    ChosenEvents part(std::size_t n, std::size_t events) const noexcept {
        return {first + n, events, list ? list + n : nullptr};
    }
};

/// The recurrent layers of one sequence of a JoinedNetwork, or those of a set, computed by a kernel. Constant: any
/// number of threads may call it, each with memory of its own.
class SequenceStates {
public:
    SequenceStates(SequenceInput const& sequence, kernel::Kernel const& kernel) : layout_{sequence, kernel} {}

    static constexpr std::size_t most_events = 2048;  ///< of a call

    std::size_t cells() const noexcept { return layout_.cells; }

    /// Floats of memory that a caller provides.
    std::size_t memory() const noexcept;

    /// Writes the last state of each of `events`, or the sum over its set, to to[n * step] ... to[n * step + cells() -
    /// 1]: zeros for an event without objects. Sets the inputs of one object of each event at a time, so that they stay
    /// in the cache however long the sequences are. `memory` begins a line of the cache.
    void write(SequenceColumns const& objects, ChosenEvents const& events, float* to, std::size_t step,
               float* memory) const noexcept;

private:
    struct Pass;
    struct Group;
    struct Objects;
    void set_object(Pass const& pass, std::size_t object, float* x, std::size_t stride) const noexcept;
    void set_objects(Pass const& pass, Group const& group, std::size_t number, float* x) const noexcept;
    void read_alone(Pass const& pass, std::size_t event, std::size_t from) const noexcept;
    void finish_alone(Pass const& pass, Group const& group, std::size_t lane, std::size_t from) const noexcept;
    void read_group(Pass const& pass, Group group) const noexcept;
    void add_up(Pass const& pass, Objects const& objects, float const* found, std::size_t step) const noexcept;
    void read_sets(Pass const& pass) const noexcept;

    SequenceLayout layout_;
};

}  // namespace jetseq
