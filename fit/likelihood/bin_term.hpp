#pragma once
#include <cmath>

/// What the value, the gradient and the Hessian of a likelihood share.
namespace jetseq::fit {

/// Below this many expected events the term of a bin that saw n goes on as its parabola.
inline double smallest_yield(double n) noexcept { return 1e-8 * (n < 1 ? n : 1); }
/// The parabola of an empty bin, whose term is a straight line, below 0 [1 / events^2].
inline constexpr double empty_bin_stiffness = 1e6;
/// Stands for a factor of 0, so that a yield may be divided by it.
inline constexpr double tiny_factor = 1e-100;

/// nu - n ln(nu), the term of a bin that expects nu and saw n events, and its derivatives by nu.
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

/// The mean over data of the second derivative of a bin's term, as far as it can be divided by; of an empty bin, whose
/// term is a straight line, no more than that of one expected event.
inline double expected_bend(double n, double nu) noexcept {
    double const least = n > 0 ? smallest_yield(n) : 1;
    return 1 / (nu > least ? nu : least);
}

inline double without_zero(double factor) noexcept { return std::fabs(factor) < tiny_factor ? tiny_factor : factor; }

}  // namespace jetseq::fit
