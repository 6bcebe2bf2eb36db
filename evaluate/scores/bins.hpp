#pragma once
#include <cstddef>
#include <vector>

namespace jetseq::evaluate {

/// The edges of `n` bins of equal width in [low, high].
inline std::vector<double> equal_bins(double low, double high, std::size_t n) {
    std::vector<double> edges;
    for (std::size_t i = 0; i <= n; ++i) {
        edges.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(n));
    }
    return edges;
}

}  // namespace jetseq::evaluate
