#pragma once

namespace jetseq {

/// Rounds a threshold, an edge of a bin or a limit that was given in decimals to the nearest float, because scores,
/// momenta and masses are floats. This is the only place that does: `score > 0.7` is false for a score of 0.7 in the
/// report, the frozen file, the regions, the fit and the library alike. A value that was computed or read in double
/// precision is rounded in the same way first.
constexpr float threshold(double decimal) noexcept { return static_cast<float>(decimal); }

/// score > t
constexpr bool is_above(double value, double t) noexcept { return threshold(value) > threshold(t); }

/// The bin of the rising `edges` that holds `value`, its lower edge included; the first for values below all edges, the
/// last for those above.
template <class Edges>
constexpr unsigned long bin_of(double value, Edges const& edges) noexcept {
    unsigned long low = 0, high = edges.size() - 1;  // the bin is in [low, high)
    while (high - low > 1) {
        auto const middle = (low + high) / 2;
        (threshold(value) < threshold(edges[middle]) ? high : low) = middle;
    }
    return low;
}

}  // namespace jetseq
