#include "fit/inference/minimise.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "fit/inference/minimise_nlopt.hpp"
#include "fit/likelihood/cholesky.hpp"
#include "fit/likelihood/curvature.hpp"

namespace jetseq::fit {
namespace {

/// A step must achieve this fraction of the decrease that the slope predicts (L. Armijo, Pacific J. Math. 16 (1966) 1).
constexpr double sufficient_decrease = 1e-4;
constexpr int most_halvings = 30;
constexpr double first_damping = 1e-3, largest_damping = 1e12;
/// Values that differ by this fraction are equal up to rounding.
constexpr double rounding = 4e-15;
/// The parabola of a Newton step predicts where a search ends: to a tenth of the distance if that is small. If it is
/// moderate (a tenth of a standard deviation), the minimum is not deeper than four times the distance.
constexpr double small_distance = 1e-4, moderate_distance = 0.01;
constexpr double small_error = 0.1, moderate_factor = 4;
constexpr int most_saddles = 10;

/// Newton's method within bounds: parameters that a bound holds are left out of the step, the others move along the
/// step and stop at their bounds (D. P. Bertsekas, SIAM J. Control Optim. 20 (1982) 221). Uses the exact Hessian if it
/// is positive definite, else the expected one, with increasing multiples of its diagonal added (K. Levenberg; D.
/// Marquardt).
class Newton {
public:
    Newton(Objective& objective, Domain const& domain, MinimiserOptions const& options)
        : objective_{objective},
          domain_{domain},
          options_{options},
          x_{domain.start},
          trial_(objective.size()),
          gradient_(objective.size()),
          step_(objective.size()),
          hessian_(objective.size() * objective.size()) {}

    Minimum run() {
        Minimum minimum;
        for (std::size_t p = 0; p < x_.size(); ++p) {
            if (!domain_.is_fixed[p]) x_[p] = std::clamp(x_[p], domain_.low[p], domain_.high[p]);
        }
        value_ = objective_.gradient(x_, gradient_);
        while (std::isfinite(value_) && minimum.iterations < options_.max_iterations && !minimum.is_converged) {
            ++minimum.iterations;
            bool const has_step = find_step();
            minimum.distance = has_step ? -slope_ / 2 : minimum.distance;
            bool const is_near = has_step && minimum.distance <= options_.tolerance;
            minimum.is_given_up = has_step && is_convex_ && !is_near && ends_above_known(minimum.distance);
            if (minimum.is_given_up) break;
            bool const has_moved = has_step && search();
            minimum.is_converged = is_near || (has_step && !has_moved && minimum.distance <= 1e3 * options_.tolerance);
            if (!has_moved && !minimum.is_converged && !damp()) break;
        }
        snap_to_bounds();
        minimum.x = x_, minimum.value = value_;
        return minimum;
    }

    /// Whether the exact Hessian of the last step was positive definite.
    bool is_at_minimum() const { return is_convex_; }

private:
    /// Moves parameters that differ from a bound by rounding only to the bound.
    void snap_to_bounds() {
        for (std::size_t p = 0; p < x_.size(); ++p) {
            if (domain_.is_fixed[p]) continue;
            for (double const bound : {domain_.low[p], domain_.high[p]}) {
                double const size = std::max({std::fabs(bound), std::fabs(domain_.start[p]), 1.0});
                if (std::fabs(x_[p] - bound) < 1e-14 * size) x_[p] = bound;
            }
        }
    }

    bool ends_above_known(double distance) const {
        if (distance <= small_distance) return value_ - (1 - small_error) * distance >= options_.known;
        return distance <= moderate_distance && value_ - moderate_factor * distance >= options_.known;
    }

    bool damp() { return (damping_ = std::max(first_damping, 10 * damping_)) < largest_damping; }

    /// Solves for the step; slope_ is the change of the value that it predicts to first order, <= 0.
    bool find_step() {
        auto const free = movable(objective_, domain_, x_, gradient_);
        objective_.hessian(x_, HessianKind::exact, hessian_);
        bool is_solved = cholesky_.decompose(hessian_, x_.size(), free, damping_);
        is_convex_ = is_solved && damping_ == 0;
        if (!is_solved) {
            objective_.hessian(x_, HessianKind::expected, hessian_);
            while (!(is_solved = cholesky_.decompose(hessian_, x_.size(), free, damping_)) && damp()) {
            }
        }
        if (!is_solved) return false;
        for (std::size_t p = 0; p < x_.size(); ++p) step_[p] = -gradient_[p];
        cholesky_.solve(step_);
        slope_ = 0;
        for (std::size_t p = 0; p < x_.size(); ++p) slope_ += gradient_[p] * step_[p];
        return std::isfinite(slope_);
    }

    double value_at(double length) {
        for (std::size_t p = 0; p < x_.size(); ++p) {
            trial_[p] =
                domain_.is_fixed[p] ? x_[p] : std::clamp(x_[p] + length * step_[p], domain_.low[p], domain_.high[p]);
        }
        return objective_.value(trial_);
    }

    /// Follows the step, halved until the value falls enough; returns whether the value has fallen.
    bool search() {
        double length = 1;
        for (int n = 0; n < most_halvings; ++n, length /= 2) {
            double const value = value_at(length);
            double promised = 0;
            for (std::size_t p = 0; p < x_.size(); ++p) promised += gradient_[p] * (trial_[p] - x_[p]);
            double const noise = rounding * std::fabs(value_);
            if (!(value <= value_ + sufficient_decrease * std::min(promised, 0.0) + noise)) continue;
            bool const has_moved = value < value_ - noise;
            std::swap(x_, trial_);
            value_ = objective_.gradient(x_, gradient_);
            if (length == 1) damping_ = damping_ > first_damping ? damping_ / 10 : 0;
            return has_moved;
        }
        return false;
    }

    Objective& objective_;
    Domain const& domain_;
    MinimiserOptions const& options_;
    std::vector<double> x_, trial_, gradient_, step_, hessian_;
    Cholesky cholesky_;
    double value_ = 0, slope_ = 0, damping_ = 0;
    bool is_convex_ = true;
};

/// The lowest of some points up and down along a direction, within the bounds.
std::vector<double> lowest_along(Objective& objective, Domain const& domain, std::vector<double> const& x,
                                 std::vector<double> const& step) {
    double best = std::numeric_limits<double>::infinity();
    std::vector<double> result = x, trial = x;
    for (double const length : {-3.0, -1.0, -0.3, 0.3, 1.0, 3.0}) {
        for (std::size_t p = 0; p < x.size(); ++p) {
            trial[p] = step[p] == 0 ? x[p] : std::clamp(x[p] + length * step[p], domain.low[p], domain.high[p]);
        }
        double const value = objective.value(trial);
        if (value < best) best = value, result = trial;
    }
    return result;
}

/// Newton's method, repeated from below each saddle point at which it stops.
Minimum from(Objective& objective, Domain domain, MinimiserOptions const& options) {
    for (int saddles = 0;; ++saddles) {
        Newton newton{objective, domain, options};
        Minimum const minimum = newton.run();
        if (!minimum.is_converged || newton.is_at_minimum() || saddles == most_saddles) return minimum;
        auto const step = downhill(objective, domain, minimum.x);
        if (!step) return minimum;
        domain.start = lowest_along(objective, domain, minimum.x, *step);
    }
}

}  // namespace

Minimum minimise(Objective& objective, Domain domain, MinimiserOptions const& options) {
    assert(domain.start.size() == objective.size() && domain.is_fixed.size() == objective.size());
    if (options.algorithm != Algorithm::newton) return minimise_with_nlopt(objective, domain, options);
    Minimum minimum = from(objective, domain, options);
    if (minimum.is_converged || minimum.is_given_up) return minimum;
    if (std::isfinite(minimum.value)) domain.start = minimum.x;
    MinimiserOptions slsqp = options;
    slsqp.algorithm = Algorithm::slsqp;
    domain.start = minimise_with_nlopt(objective, domain, slsqp).x;
    Minimum const again = from(objective, domain, options);
    return again.value <= minimum.value || !std::isfinite(minimum.value) ? again : minimum;
}

}  // namespace jetseq::fit
