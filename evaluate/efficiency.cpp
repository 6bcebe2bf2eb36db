#include "jetseq/evaluate/efficiency.hpp"

#include <algorithm>
#include <cmath>

namespace jetseq {
namespace {

/// Wilson's interval around the fraction `p` in [0, 1] of `n` > 0 trials; n need not be whole.
Efficiency wilson(double p, double n, double z) noexcept {
    double const z2 = z * z;
    double const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double const half_width = z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    // At p = 0 and 1 one end is p itself: exact, whatever rounding says.
    return {p, p == 0 ? 0 : std::max(0.0, centre - half_width), p == 1 ? 1 : std::min(1.0, centre + half_width)};
}

}  // namespace

Efficiency efficiency(std::uint64_t passed, std::uint64_t total, double z) noexcept {
    if (total == 0) return {};
    auto const n = static_cast<double>(total);
    return wilson(static_cast<double>(passed) / n, n, z);
}

Efficiency efficiency(WeightSum const& passed, WeightSum const& total, double z) noexcept {
    if (!(total.w > 0)) return {};
    double const value = passed.w / total.w;
    auto const interval = wilson(std::clamp(value, 0.0, 1.0), total.effective_events(), z);
    return {value, std::min(value, interval.low), std::max(value, interval.high)};
}

}  // namespace jetseq
