#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "event/event_id.hpp"

namespace jetseq::data {

/// The part of the data that an event belongs to: 56 : 14 : 30 % (HDBS-2018-10).
enum class Part { train, validation, test };

constexpr Part part_of(std::int32_t sample_id, std::uint64_t event_number) noexcept {
    std::uint64_t const percent = event_hash(sample_id, event_number) % 100;
    return percent < 56 ? Part::train : percent < 70 ? Part::validation : Part::test;
}

inline Part part_of(EventInfo const& info) noexcept { return part_of(info.sample_id, info.event_number); }

/// Indices of the events of each part, rising.
inline std::array<std::vector<std::size_t>, 3> split(Sequences const& sequences) {
    std::array<std::vector<std::size_t>, 3> parts;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        parts[static_cast<std::size_t>(part_of(sequences.events[n]))].push_back(n);
    }
    return parts;
}

}  // namespace jetseq::data
