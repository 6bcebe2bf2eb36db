#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace jetseq::evaluate {

/// An event of one class.
struct WeightedScore {
    float score, weight;
};

/// The events of both classes, each in falling score.
struct ByFallingScore {
    std::vector<WeightedScore> vbf, ggf;
};

/// Sorts events with label 1 and the others. Stable, so that sums are reproducible. A radix sort in linear time; needs
/// 16 bytes per event, and 8 afterwards. NaN comes first or last, by its sign. Throws Error for 2^32 events or more.
ByFallingScore by_falling_score(std::span<float const> score, std::span<std::int8_t const> label,
                                std::span<float const> weight);

}  // namespace jetseq::evaluate
