#pragma once
#include <functional>

namespace jetseq {

/// The x in [a, b] with f(x) = 0, to `tolerance` in x, or to the next double if that is further: by Boost.Math's TOMS
/// 748 (G. E. Alefeld, F. A. Potra, Y. Shi, ACM TOMS 21 (1995) 327) in at most 100 evaluations, and by bisection from
/// there on. `a` and `b` are finite. `fa` = f(a) and `fb` = f(b) have different signs, or one is 0; otherwise, and
/// unless a < b, the result is NaN. Values of f may be infinite.
double root_between(std::function<double(double)> const& f, double a, double fa, double b, double fb, double tolerance);

}  // namespace jetseq
