#pragma once
#include <cstddef>
#include <cstdint>

#include "../core/math/scrambled.hpp"

namespace jetseq {

/// The identity of an event: the number of its sample, and its own in the sample.
struct EventId {
    std::int32_t sample_id;
    std::uint64_t event_number;
};

/// The ids of many events as columns, such as an ntuple holds; owned elsewhere.
struct EventIds {
    std::int32_t const* sample_id;
    std::uint64_t const* event_number;

    EventId operator[](std::size_t n) const noexcept { return {sample_id[n], event_number[n]}; }
};

/// A number in 0 ... 2^64 - 1 that depends on the event's id only: choices made by it stay the same after re-ordering
/// rows and after adding files.
constexpr std::uint64_t event_hash(std::int32_t sample_id, std::uint64_t event_number) noexcept {
    return scrambled(scrambled(event_number) ^ static_cast<std::uint32_t>(sample_id));
}

/// The fold, 0 ... `folds` - 1, whose network was not trained on the event; `folds` > 0.
constexpr std::size_t fold_of(EventId event, std::size_t folds) noexcept {
    return static_cast<std::size_t>(event_hash(event.sample_id, event.event_number) % folds);
}

}  // namespace jetseq
