#pragma once
#include <cstdint>

#include "event/event_id.hpp"

namespace jetseq::simulate {

/// 2^32: event numbers of simulated events are below; the number of a jet modulo this is the number of its event.
inline constexpr std::uint64_t jet_number_step = std::uint64_t{1} << 32;

/// A multiple of 100, for part_of(), and of 1 to 10, for fold_of().
inline constexpr std::uint64_t jet_number_period = 12600;

/// The number of an event's next jet after the one with number `previous`; the first jet has the number of the event.
/// Jets so have numbers of their own, and those of an event are in the same part of the split, and in the same fold of
/// up to 10: the remainders of their event_hash() by jet_number_period are equal.
constexpr std::uint64_t next_jet_number(std::int32_t sample_id, std::uint64_t previous) noexcept {
    std::uint64_t const remainder = event_hash(sample_id, previous) % jet_number_period;
    std::uint64_t next = previous + jet_number_step;
    while (event_hash(sample_id, next) % jet_number_period != remainder) next += jet_number_step;
    return next;
}

}  // namespace jetseq::simulate
