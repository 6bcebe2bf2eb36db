#include "core/math/distributions.hpp"

#include <cmath>
#include <numbers>

namespace jetseq::fit {
namespace {

double lower_gamma_series(double a, double x) noexcept {
    double term = 1 / a, sum = term;
    for (double n = a + 1; std::fabs(term) > 1e-17 * std::fabs(sum); ++n) sum += term *= x / n;
    return sum * std::exp(-x + a * std::log(x) - log_gamma(a));
}

/// By Lentz's method.
double upper_gamma_fraction(double a, double x) noexcept {
    constexpr double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, fraction = d;
    for (int n = 1; n < 10000; ++n) {
        double const numerator = -n * (n - a);
        b += 2;
        d = numerator * d + b, c = b + numerator / c;
        if (std::fabs(d) < tiny) d = tiny;
        if (std::fabs(c) < tiny) c = tiny;
        d = 1 / d;
        fraction *= d * c;
        if (std::fabs(d * c - 1) < 1e-16) break;
    }
    return fraction * std::exp(-x + a * std::log(x) - log_gamma(a));
}

double polynomial(double const* coefficients, int count, double x) noexcept {
    double value = 0;
    for (int n = 0; n < count; ++n) value = value * x + coefficients[n];
    return value;
}

/// Right to 1e-9 for 0 < p <= 1/2.
double rough_quantile(double p) noexcept {
    static constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                                   1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    static constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                                   6.680131188771972e+01,  -1.328068155288572e+01, 1};
    static constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                                   -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    static constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                                   3.754408661907416e+00, 1};
    if (p < 0.02425) {
        double const q = std::sqrt(-2 * std::log(p));
        return polynomial(c, 6, q) / polynomial(d, 5, q);
    }
    double const q = p - 0.5, r = q * q;
    return q * polynomial(a, 6, r) / polynomial(b, 6, r);
}

double random_poisson_large(Random& random, double mean) noexcept {
    double const b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
    double const inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        double const u = random.uniform() - 0.5, v = random.uniform(), us = 0.5 - std::fabs(u);
        double const k = std::floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= v_r) return k;
        if (k < 0 || (us < 0.013 && v > us)) continue;
        double const left = std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b);
        if (left <= -mean + k * std::log(mean) - log_gamma(k + 1)) return k;
    }
}

}  // namespace

double log_gamma(double x) noexcept {
    int sign = 0;
    return ::lgamma_r(x, &sign);
}

double normal_cdf(double z) noexcept { return std::erfc(-z / std::numbers::sqrt2) / 2; }

double normal_quantile(double p) noexcept {
    if (p > 0.5) return -normal_quantile(1 - p);
    double const z = rough_quantile(p);
    double const error = (normal_cdf(z) - p) * std::sqrt(2 * std::numbers::pi) * std::exp(z * z / 2);
    return z - error / (1 + z * error / 2);
}

double chi_square_tail(double x, int freedom) noexcept {
    if (!(x > 0)) return 1;
    double const a = 0.5 * freedom;
    return x / 2 < a + 1 ? 1 - lower_gamma_series(a, x / 2) : upper_gamma_fraction(a, x / 2);
}

double chi_square_quantile(double tail, int freedom) noexcept {
    double low = 0, high = freedom + 10;
    while (chi_square_tail(high, freedom) > tail) high *= 2;
    for (int n = 0; n < 200 && high - low > 1e-15 * high; ++n) {
        double const middle = (low + high) / 2;
        (chi_square_tail(middle, freedom) > tail ? low : high) = middle;
    }
    return (low + high) / 2;
}

double random_normal(Random& random) noexcept {
    double const radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

double random_poisson(Random& random, double mean) noexcept {
    if (mean >= 30) return random_poisson_large(random, mean);
    double const limit = std::exp(-mean);
    double k = 0;
    for (double product = random.uniform(); product > limit; product *= random.uniform()) ++k;
    return k;
}

}  // namespace jetseq::fit
