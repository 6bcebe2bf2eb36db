#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jetseq/fit/likelihood.hpp"
#include "jetseq/fit/minimise.hpp"

namespace jetseq::fit {

/// A parameter held at a value.
struct Fixed {
    std::size_t parameter;
    double value;
};

/// The domain of a likelihood's parameters; `start` in place of theirs where it is not empty.
Domain domain_of(std::vector<Parameter> const& parameters, std::span<Fixed const> fixed = {},
                 std::span<double const> start = {});

/// The minimum of -2 ln L, `fixed` parameters at their values. Throws Error where it can't be found.
Minimum fit(Objective& objective, std::vector<Parameter> const& parameters, std::span<Fixed const> fixed = {},
            std::span<double const> start = {}, MinimiserOptions const& options = {});

/// Twice the inverse of the Hessian of -2 ln L [n, n]: the covariance of the parameters that can move at `x`. The
/// others, fixed or held by a bound, have 0. Throws Error where the minimum is flat in some direction.
std::vector<double> covariance(Objective& objective, Domain const& domain, std::span<double const> x);

/// A fitted parameter.
struct FittedParameter {
    std::string name;
    double value;
    double error;                            ///< from the Hessian; NaN for one that is fixed or held by a bound
    std::optional<double> pull, constraint;  ///< of constrained ones: (value - auxiliary) / width, error / width
};

struct FitResult {
    Minimum minimum;
    std::vector<FittedParameter> parameters;
    std::vector<double> covariance;   ///< [n, n]
    std::vector<double> correlation;  ///< [n, n]
};

/// The best fit with uncertainties. Throws Error.
FitResult best_fit(Likelihood const& likelihood, Data const& data, std::span<Fixed const> fixed = {});

/// How well the model describes the data: 2 ln(L_saturated / L), where in the saturated model each bin expects what it
/// saw and each auxiliary measurement what it gave (R. D. Cousins, "Generalization of chisquare goodness-of-fit test
/// for binned data using saturated models", 2013). Like chi^2 where all bins have many events.
struct GoodnessOfFit {
    double statistic;
    int degrees_of_freedom;  ///< bins that are not empty - unconstrained parameters
    double p_value;          ///< from the chi^2 distribution
};
GoodnessOfFit goodness_of_fit(Likelihood const& likelihood, Data const& data, FitResult const& fit);

}  // namespace jetseq::fit
