#pragma once

/// Probabilities and quantiles of distributions, by Boost.Math and, for normal_cdf(), std::erfc. Thread-safe; they
/// throw nothing. An argument outside the domain, or NaN, gives NaN. A result that underflows may set errno.
namespace jetseq {

/// ln(gamma(x)), x > 0; infinity for infinity. std::lgamma is not thread-safe: it writes a global variable.
double log_gamma(double x) noexcept;

/// P(standard normal variable < z).
double normal_cdf(double z) noexcept;

/// z with normal_cdf(z) = p, 0 <= p <= 1; -infinity for p = 0, infinity for p = 1.
double normal_quantile(double p) noexcept;

/// P(chi^2 > x) with `degrees_of_freedom` > 0; 1 for x <= 0.
double chi_square_tail(double x, int degrees_of_freedom) noexcept;

/// x with chi_square_tail(x, degrees_of_freedom) = tail, 0 <= tail <= 1; infinity for tail = 0, 0 for tail = 1.
double chi_square_quantile(double tail, int degrees_of_freedom) noexcept;

/// x with P(Beta(a, b) variable < x) = p, for finite a, b > 0 and 0 <= p <= 1; 0 for p = 0, 1 for p = 1.
double beta_quantile(double a, double b, double p) noexcept;

}  // namespace jetseq
