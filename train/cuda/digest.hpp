#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/math/scrambled.hpp"
#include "train/fused/step.hpp"

namespace jetseq::train::cuda {

template <class Number>
std::uint64_t digest_of(Number const* list, std::size_t count, std::uint64_t before) noexcept {
    for (std::size_t n = 0; n < count; ++n) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, list + n, sizeof(Number));
        before = scrambled(before ^ bits);
    }
    return before;
}

/// A hash of the content of events: equal for equal content, otherwise by chance once in 2^64.
inline std::uint64_t digest_of(FusedEvents const& events, std::size_t count, std::size_t inputs) noexcept {
    std::uint64_t digest = digest_of(events.offsets, count + 1, count ^ inputs << 40);
    digest = digest_of(events.inputs, events.offsets[count] * inputs, digest);
    digest = digest_of(events.labels, count, digest), digest = digest_of(events.weights, count, digest);
    return digest_of(events.hashes, count, digest);
}

}  // namespace jetseq::train::cuda
