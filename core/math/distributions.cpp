#include "core/math/distributions.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

namespace jetseq {
namespace {

/// Computes in double (long double is slower and differs between processors), and returns NaN or infinity for errors.
using namespace boost::math::policies;
constexpr policy<promote_double<false>, domain_error<ignore_error>, pole_error<ignore_error>,
                 overflow_error<ignore_error>, underflow_error<ignore_error>, denorm_error<ignore_error>,
                 rounding_error<ignore_error>, evaluation_error<ignore_error>, indeterminate_result_error<ignore_error>>
    quiet;

constexpr double outside = std::numeric_limits<double>::quiet_NaN();  // the domain

bool is_probability(double p) { return p >= 0 && p <= 1; }
bool is_shape(double a) { return a > 0 && std::isfinite(a); }

}  // namespace

double log_gamma(double x) noexcept { return x > 0 ? boost::math::lgamma(x, quiet) : outside; }

double normal_cdf(double z) noexcept { return std::erfc(-z / std::numbers::sqrt2) / 2; }

double normal_quantile(double p) noexcept {
    return is_probability(p) ? -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p, quiet) : outside;
}

double chi_square_tail(double x, int degrees_of_freedom) noexcept {
    if (std::isnan(x) || degrees_of_freedom <= 0) return outside;
    return x <= 0 ? 1 : boost::math::gamma_q(0.5 * degrees_of_freedom, x / 2, quiet);
}

double chi_square_quantile(double tail, int degrees_of_freedom) noexcept {
    if (!is_probability(tail) || degrees_of_freedom <= 0) return outside;
    return 2 * boost::math::gamma_q_inv(0.5 * degrees_of_freedom, tail, quiet);
}

double beta_quantile(double a, double b, double p) noexcept {
    return is_shape(a) && is_shape(b) && is_probability(p) ? boost::math::ibeta_inv(a, b, p, quiet) : outside;
}

}  // namespace jetseq
