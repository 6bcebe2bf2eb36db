#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "core/math/scrambled.hpp"

namespace jetseq {

/// Random numbers that are the same with every compiler and library, for a given seed and stream.
class Random {
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0) noexcept
        : state_{scrambled(seed) ^ scrambled(stream ^ 0x5851f42d4c957f2dULL)} {}

    std::uint64_t bits() noexcept { return scrambled(state_++); }
    /// Uniform in [0, 1).
    double uniform() noexcept { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
    /// Uniform in 0 ... `count` - 1; `count` > 0.
    std::uint64_t below(std::uint64_t count) noexcept {
        std::uint64_t const limit = UINT64_MAX - UINT64_MAX % count;
        std::uint64_t draw = bits();
        while (draw >= limit) draw = bits();
        return draw % count;
    }

private:
    std::uint64_t state_;
};

/// Puts items first ... last - 1 into a random order (Fisher-Yates).
template <class T>
void shuffle(std::vector<T>& items, std::size_t first, std::size_t last, Random& random) noexcept {
    for (std::size_t left = last - first; left > 1; --left) {
        std::swap(items[first + left - 1], items[first + random.below(left)]);
    }
}

/// Puts `items` into a random order.
template <class T>
void shuffle(std::vector<T>& items, Random& random) noexcept {
    shuffle(items, 0, items.size(), random);
}

}  // namespace jetseq
