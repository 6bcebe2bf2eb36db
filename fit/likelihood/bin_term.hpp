#pragma once
#include <cmath>

/// The term of a bin, which value, gradient and Hessian of a likelihood share.
namespace jetseq::fit {

/// The expectation below which the term of a bin with n observed events is replaced by its parabola.
inline double smallest_yield(double n) noexcept { return 1e-8 * (n < 1 ? n : 1); }
/// Second derivative of the term of an empty bin at expectations below 0; above, the term is linear [1 / events^2].
inline constexpr double empty_bin_stiffness = 1e6;
/// Replaces a factor of 0, so that a yield can be divided by it.
inline constexpr double tiny_factor = 1e-100;

/// nu - n ln(nu), for nu expected and n observed events, and its derivatives with respect to nu.
struct BinTerm {
    double value, slope, bend;
};

inline BinTerm bin_term(double n, double nu) noexcept {
    double const least = smallest_yield(n);
    if (n > 0 && nu >= least) return {nu - n * std::log(nu), 1 - n / nu, n / (nu * nu)};
    if (n > 0) {
        double const bend = n / (least * least), slope = 1 - n / least, d = nu - least;
        return {least - n * std::log(least) + d * (slope + d * bend / 2), slope + d * bend, bend};
    }
    if (nu >= 0) return {nu, 1, 0};
    return {nu + nu * nu * empty_bin_stiffness / 2, 1 + nu * empty_bin_stiffness, empty_bin_stiffness};
}

/// The expectation over data of the second derivative of a bin's term. Bounded, so that it can be divided by: for an
/// empty bin by its value at one expected event.
inline double expected_bend(double n, double nu) noexcept {
    double const least = n > 0 ? smallest_yield(n) : 1;
    return 1 / (nu > least ? nu : least);
}

inline double without_zero(double factor) noexcept { return std::fabs(factor) < tiny_factor ? tiny_factor : factor; }

}  // namespace jetseq::fit
