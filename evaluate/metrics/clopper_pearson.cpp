#include <cmath>
#include <limits>

#include "evaluate/metrics/efficiency.hpp"

namespace jetseq {
namespace {

/// The continued fraction of the incomplete beta function (DLMF 8.17.22) after Lentz; fast for x < (a + 1)/(a + b + 2).
double beta_fraction(double a, double b, double x) noexcept {
    constexpr double tiny = 1e-300, precise = 1e-15;
    auto const away_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), fraction = d;
    for (int m = 1; m < 100000; ++m) {
        double const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away_from_zero(1 + even * d), c = away_from_zero(1 + even / c);
        fraction *= c * d;
        double const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + odd * d), c = away_from_zero(1 + odd / c);
        fraction *= c * d;
        if (std::abs(c * d - 1) < precise) break;
    }
    return fraction;
}

/// The regularised incomplete beta function I_x(a, b): the probability that a Beta(a, b) variable is below x.
double beta_probability(double a, double b, double x) noexcept {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    double const log_front =
        std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
    bool const near = x < (a + 1) / (a + b + 2);
    return near ? std::exp(log_front) * beta_fraction(a, b, x) / a
                : 1 - std::exp(log_front) * beta_fraction(b, a, 1 - x) / b;
}

/// Where the probability is `p`, by halving.
double beta_quantile(double a, double b, double p) noexcept {
    double low = 0, high = 1;
    for (int step = 0; step < 80; ++step) {
        double const middle = (low + high) / 2;
        (beta_probability(a, b, middle) < p ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

Efficiency clopper_pearson(std::uint64_t passed, std::uint64_t total, double z) noexcept {
    if (total == 0) return {};
    double const tail = std::erfc(z / std::sqrt(2.0)) / 2;  // probability of each side
    auto const k = static_cast<double>(passed), n = static_cast<double>(total);
    return {k / n, passed == 0 ? 0 : beta_quantile(k, n - k + 1, tail),
            passed == total ? 1 : beta_quantile(k + 1, n - k, 1 - tail)};
}

}  // namespace jetseq
