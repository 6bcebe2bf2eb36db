#include "core/math/root.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace jetseq {
namespace {

/// Differences and ratios of what it returns are finite.
double bounded(double value) { return std::clamp(value, -1e100, 1e100); }

}  // namespace

double root_between(std::function<double(double)> const& f, double a, double fa, double b, double fb,
                    double tolerance) {
    bool const is_bracket = a < b && ((fa <= 0 && fb >= 0) || (fa >= 0 && fb <= 0));
    if (!is_bracket) return std::numeric_limits<double>::quiet_NaN();
    struct {
        double x, size;
    } low{a, std::fabs(fa)}, high{b, std::fabs(fb)};  // the ends of the bracket so far
    auto const remembered = [&](double x) {
        double const value = f(x);
        ((value < 0) == (fa < 0) ? low : high) = {x, std::fabs(value)};
        return bounded(value);
    };
    auto const is_narrow = [tolerance](double from, double to) { return to - from <= tolerance; };
    std::uintmax_t evaluations = 100;
    boost::math::tools::toms748_solve(remembered, a, b, bounded(fa), bounded(fb), is_narrow, evaluations);
    while (!is_narrow(low.x, high.x) && low.size > 0 && high.size > 0) {
        double const middle = std::midpoint(low.x, high.x);
        if (middle == low.x || middle == high.x) break;  // neighbours
        remembered(middle);
    }
    return low.size < high.size ? low.x : high.x;
}

}  // namespace jetseq
