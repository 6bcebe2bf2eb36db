#include "evaluate/metrics/efficiency.hpp"

#include <algorithm>
#include <cmath>

#include "core/math/distributions.hpp"

namespace jetseq::evaluate {
namespace {

/// Wilson's interval around the fraction `p` in [0, 1] of `n` > 0 trials with variance `v`; n need not be whole.
Efficiency wilson(double p, double n, double v, double z) noexcept {
    double const z2 = z * z;
    double const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double const half_width = z / (1 + z2 / n) * std::sqrt(v + z2 / (4 * n * n));
    // At p = 0 and 1 one end is exactly p, without rounding.
    return {p, p == 0 ? 0 : std::max(0.0, centre - half_width), p == 1 ? 1 : std::min(1.0, centre + half_width)};
}

/// The number n of events of typical size: see efficiency().
double trials(double p, WeightSum const& passed, WeightSum const& total) noexcept {
    double const one = total.w2 / total.magnitude;
    auto const size = [one](double w2, double magnitude) {
        return (std::max(0.0, w2) + one * one) / (std::max(0.0, magnitude) + one);
    };
    double const failing = size(total.w2 - passed.w2, total.magnitude - passed.magnitude);
    return total.w / ((1 - p) * size(passed.w2, passed.magnitude) + p * failing);
}

}  // namespace

Efficiency efficiency(std::uint64_t passed, std::uint64_t total, double z) noexcept {
    if (total == 0) return {};
    auto const n = static_cast<double>(total), p = static_cast<double>(passed) / n;
    return wilson(p, n, p * (1 - p) / n, z);
}

Efficiency clopper_pearson(std::uint64_t passed, std::uint64_t total, double z) noexcept {
    if (total == 0) return {};
    double const tail = normal_cdf(-z);  // probability on each side
    auto const k = static_cast<double>(passed), n = static_cast<double>(total);
    return {k / n, passed == 0 ? 0 : beta_quantile(k, n - k + 1, tail),
            passed == total ? 1 : beta_quantile(k + 1, n - k, 1 - tail)};
}

Efficiency efficiency(WeightSum const& passed, WeightSum const& total, double z) noexcept {
    double const e = passed.w / total.w;
    return efficiency(passed, total, (passed.w2 * (1 - 2 * e) + e * e * total.w2) / (total.w * total.w), z);
}

Efficiency efficiency(WeightSum const& passed, WeightSum const& total, double variance, double z) noexcept {
    if (!(total.w > 0)) return {};
    double const value = passed.w / total.w, p = std::clamp(value, 0.0, 1.0);
    auto const interval = wilson(p, trials(p, passed, total), std::max(0.0, variance), z);
    return {value, std::min(value, interval.low), std::max(value, interval.high)};
}

}  // namespace jetseq::evaluate
