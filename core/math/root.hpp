#pragma once
#include <algorithm>
#include <cmath>

namespace jetseq::fit {

/// x between `a` and `b`, where `f` has values `fa` and `fb` of different sign, with f(x) = 0, to `tolerance` in x:
/// false position that halves the weight of an end that stays (Illinois; M. Dowell and P. Jarratt, BIT 11 (1971) 168).
template <class Function>
double root_between(Function&& f, double a, double fa, double b, double fb, double tolerance) {
    int side = 0;
    for (int n = 0; n < 100 && std::fabs(b - a) > tolerance; ++n) {
        double const x = fa == fb ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa);
        double const fx = f(x);
        if (fx == 0) return x;
        if ((fx > 0) == (fb > 0)) {
            bool const has_arrived = std::fabs(b - x) < tolerance / 2;
            b = x, fb = fx;
            if (side == -1) fa /= 2;
            side = -1;
            if (has_arrived) break;
        } else {
            bool const has_arrived = std::fabs(x - a) < tolerance / 2;
            a = x, fa = fx;
            if (side == 1) fb /= 2;
            side = 1;
            if (has_arrived) break;
        }
    }
    return std::fabs(fa) < std::fabs(fb) ? a : b;
}

}  // namespace jetseq::fit
