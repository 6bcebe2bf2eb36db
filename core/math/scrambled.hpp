#pragma once
#include <cstdint>

namespace jetseq {

/// Scrambles 64 bits so that each bit of the result depends on all of `x` (the finaliser of SplitMix64:
/// Steele, Lea, Flood, OOPSLA 2014). The same on every machine.
constexpr std::uint64_t scrambled(std::uint64_t x) noexcept {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

}  // namespace jetseq
