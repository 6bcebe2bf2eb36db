#pragma once
#include "core/math/random.hpp"

/// Probabilities and random numbers of the distributions that a likelihood is made of.
namespace jetseq::fit {

/// ln(gamma(x)), x > 0. Of any thread: std::lgamma writes its sign into one variable of the whole program.
double log_gamma(double x) noexcept;

double normal_cdf(double z) noexcept;

/// z with normal_cdf(z) = p, 0 < p < 1: the approximation of P. J. Acklam with a step of Halley's method; to 1e-14.
double normal_quantile(double p) noexcept;

/// P(chi^2 > x) with `freedom` > 0 degrees of freedom: the incomplete gamma function, by its series or its continued
/// fraction (Abramowitz and Stegun 6.5.29, 6.5.31). 1 for x <= 0.
double chi_square_tail(double x, int freedom) noexcept;

/// x with chi_square_tail(x, freedom) = tail, 0 < tail < 1, by bisection.
double chi_square_quantile(double tail, int freedom) noexcept;

double random_normal(Random& random) noexcept;

/// A Poisson number, `mean` >= 0: by multiplication below 30, above by transformed rejection (PTRS: W. Hoermann,
/// Insurance: Mathematics and Economics 12 (1993) 39).
double random_poisson(Random& random, double mean) noexcept;

}  // namespace jetseq::fit
