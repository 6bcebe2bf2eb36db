#pragma once
#include <array>
#include <cmath>

/// How a nuisance parameter alpha moves a yield between its variations at alpha = -1 and +1: HistFactory's
/// interpolation codes 4 and 4p (CERN-OPEN-2012-016, section 4.1), with their derivatives.
namespace jetseq::fit {

/// A factor and its derivatives, each divided by the factor.
struct FactorValue {
    double value;
    double slope;      ///< f' / f
    double curvature;  ///< f'' / f
};

/// Code 4, for normalisations: up^alpha above 1, down^-alpha below -1, and between them the polynomial of degree six
/// that matches value, slope and curvature at both ends. up, down > 0: the factors at +1 and -1.
class FactorInterpolation {
public:
    FactorInterpolation(double down, double up) : log_up_{std::log(up)}, log_down_{std::log(down)} {
        double const slope_up = log_up_ * up, slope_down = -log_down_ * down;
        double const bend_up = log_up_ * slope_up, bend_down = log_down_ * log_down_ * down;
        double const e0 = (up + down) / 2 - 1, e1 = (slope_up - slope_down) / 2, e2 = (bend_up + bend_down) / 2;
        double const o0 = (up - down) / 2, o1 = (slope_up + slope_down) / 2, o2 = (bend_up - bend_down) / 2;
        odd_ = {(15 * o0 - 7 * o1 + o2) / 8, (-5 * o0 + 5 * o1 - o2) / 4, (3 * o0 - 3 * o1 + o2) / 8};
        even_ = {(24 * e0 - 9 * e1 + e2) / 8, (-12 * e0 + 7 * e1 - e2) / 4, (8 * e0 - 5 * e1 + e2) / 8};
    }

    FactorValue operator()(double alpha) const noexcept {
        if (alpha >= 1) return {std::exp(alpha * log_up_), log_up_, log_up_ * log_up_};
        if (alpha <= -1) return {std::exp(-alpha * log_down_), -log_down_, log_down_ * log_down_};
        double const s = alpha * alpha;
        double const value =
            1 + alpha * (odd_[0] + s * (odd_[1] + s * odd_[2])) + s * (even_[0] + s * (even_[1] + s * even_[2]));
        double const slope = odd_[0] + s * (3 * odd_[1] + s * 5 * odd_[2]) +
                             alpha * (2 * even_[0] + s * (4 * even_[1] + s * 6 * even_[2]));
        double const bend =
            alpha * (6 * odd_[1] + s * 20 * odd_[2]) + 2 * even_[0] + s * (12 * even_[1] + s * 30 * even_[2]);
        return {value, slope / value, bend / value};
    }

private:
    double log_up_, log_down_;
    std::array<double, 3> odd_, even_;  ///< of alpha, alpha^3, alpha^5 and alpha^2, alpha^4, alpha^6
};

/// Code 4p, for shapes: the yield changes by up_weight * (high - nominal) + down_weight * (nominal - low), the same
/// weights for all bins: linear outside [-1, 1], a polynomial of degree six inside.
struct ShapeWeights {
    double up = 0, down = 0;
    double up_slope = 0, down_slope = 0;
    double up_curvature = 0, down_curvature = 0;
};

inline ShapeWeights shape_weights(double alpha) noexcept {
    if (alpha > 1) return {alpha, 0, 1, 0, 0, 0};
    if (alpha < -1) return {0, alpha, 0, 1, 0, 0};
    double const s = alpha * alpha;
    double const even = s * (15 + s * (-10 + 3 * s)) / 16;
    double const slope = alpha * (30 + s * (-40 + 18 * s)) / 16;
    double const bend = (30 + s * (-120 + 90 * s)) / 16;
    return {alpha / 2 + even, alpha / 2 - even, 0.5 + slope, 0.5 - slope, bend, -bend};
}

}  // namespace jetseq::fit
