#include "core/math/asimov_significance.hpp"

#include <cmath>
#include <limits>

namespace jetseq {

double asimov_significance(double s, double b, double sigma) noexcept {
    double const v = sigma * sigma;
    if (!(s > 0)) return 0;
    if (!(b > 0)) return v > 0 ? 0 : std::numeric_limits<double>::infinity();
    double const square = v > 0 ? (s + b) * std::log((s + b) * (b + v) / (b * b + (s + b) * v)) -
                                      b * b / v * std::log1p(v * s / (b * (b + v)))
                                : (s + b) * std::log1p(s / b) - s;
    return square > 0 ? std::sqrt(2 * square) : 0;
}

}  // namespace jetseq
