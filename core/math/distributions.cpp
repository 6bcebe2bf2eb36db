#include "core/math/distributions.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

namespace jetseq {
namespace {

/// Computes in double (long double is slower and differs between processors), and returns NaN or infinity for errors.
using namespace boost::math::policies;
constexpr policy<promote_double<false>, domain_error<ignore_error>, pole_error<ignore_error>,
                 overflow_error<ignore_error>, underflow_error<ignore_error>, denorm_error<ignore_error>,
                 rounding_error<ignore_error>, evaluation_error<ignore_error>, indeterminate_result_error<ignore_error>>
    quiet;

}  // namespace

double log_gamma(double x) noexcept { return boost::math::lgamma(x, quiet); }

double normal_cdf(double z) noexcept { return std::erfc(-z / std::numbers::sqrt2) / 2; }

double normal_quantile(double p) noexcept { return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p, quiet); }

double chi_square_tail(double x, int degrees_of_freedom) noexcept {
    return x <= 0 ? 1 : boost::math::gamma_q(0.5 * degrees_of_freedom, x / 2, quiet);
}

double chi_square_quantile(double tail, int degrees_of_freedom) noexcept {
    return 2 * boost::math::gamma_q_inv(0.5 * degrees_of_freedom, tail, quiet);
}

double beta_quantile(double a, double b, double p) noexcept { return boost::math::ibeta_inv(a, b, p, quiet); }

}  // namespace jetseq
