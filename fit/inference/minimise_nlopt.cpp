#include "fit/inference/minimise_nlopt.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlopt.hpp>

namespace jetseq::fit {
namespace {

/// NLopt's view of an objective: only the parameters that are not fixed.
struct Problem {
    Objective& objective;
    std::vector<std::size_t> free;
    std::vector<double> x, gradient;
    std::vector<double> best;
    double best_value;
    int calls = 0;
};

double call(std::vector<double> const& at, std::vector<double>& gradient, void* data) {
    auto& problem = *static_cast<Problem*>(data);
    ++problem.calls;
    for (std::size_t n = 0; n < at.size(); ++n) problem.x[problem.free[n]] = at[n];
    double const value = problem.objective.gradient(problem.x, problem.gradient);
    for (std::size_t n = 0; n < gradient.size(); ++n) gradient[n] = problem.gradient[problem.free[n]];
    if (value < problem.best_value) problem.best_value = value, problem.best = problem.x;
    return value;
}

}  // namespace

Minimum minimise_with_nlopt(Objective& objective, Domain const& domain, MinimiserOptions const& options) {
    Problem problem{objective,    {},
                    domain.start, std::vector<double>(objective.size()),
                    domain.start, std::numeric_limits<double>::infinity()};
    std::vector<double> start, low, high;
    for (std::size_t p = 0; p < objective.size(); ++p) {
        if (domain.is_fixed[p]) continue;
        problem.free.push_back(p);
        low.push_back(domain.low[p]), high.push_back(domain.high[p]);
        start.push_back(std::clamp(domain.start[p], domain.low[p], domain.high[p]));
    }
    Minimum minimum;
    if (!start.empty()) {
        nlopt::opt optimiser{options.algorithm == Algorithm::lbfgs ? nlopt::LD_LBFGS : nlopt::LD_SLSQP,
                             static_cast<unsigned>(start.size())};
        optimiser.set_lower_bounds(low);
        optimiser.set_upper_bounds(high);
        optimiser.set_min_objective(call, &problem);
        optimiser.set_ftol_abs(options.tolerance / 10);
        optimiser.set_maxeval(100 * options.max_iterations);
        try {
            double value = 0;
            minimum.is_converged = optimiser.optimize(start, value) != nlopt::MAXEVAL_REACHED;
        } catch (nlopt::roundoff_limited const&) {
            minimum.is_converged = true;  // as close as rounding allows
        } catch (std::exception const&) {
            // returns the best point so far, not converged
        }
    } else {
        minimum.is_converged = true;
    }
    minimum.x = problem.best, minimum.iterations = problem.calls;
    minimum.value = objective.value(minimum.x);
    return minimum;
}

}  // namespace jetseq::fit
