#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fit/inference/search.hpp"
#include "fit/likelihood/curvature.hpp"
#include "fit/likelihood/likelihood.hpp"

namespace jetseq::fit {

/// A fitted parameter.
struct FittedParameter {
    std::string name;
    double value;
    double error;                            ///< from the Hessian; NaN if fixed, held by a bound or not determined
    std::optional<double> pull, constraint;  ///< if constrained: (value - auxiliary) / width, error / width
};

struct FitResult {
    Minimum minimum;
    std::vector<FittedParameter> parameters;
    Covariance covariance;
    std::vector<double> correlation;  ///< [n, n]
};

/// The best fit, from several starts (class Search) and `start`, with uncertainties. Throws Error.
FitResult best_fit(Likelihood const& likelihood, Data const& data, std::span<Fixed const> fixed = {},
                   std::span<double const> start = {});

/// How well the model describes the data: 2 ln(L_saturated / L). The saturated model expects what each bin and each
/// auxiliary measurement gave (R. D. Cousins, "Generalization of chisquare goodness-of-fit test for binned data using
/// saturated models", 2013). Follows a chi^2 distribution if all bins have many events.
struct GoodnessOfFit {
    double statistic;
    int degrees_of_freedom;  ///< non-empty bins - unconstrained parameters that the data determine
    double p_value;          ///< from the chi^2 distribution; NaN without degrees of freedom
};
GoodnessOfFit goodness_of_fit(Likelihood const& likelihood, Data const& data, FitResult const& fit);
/// "3.2 for 4 degrees of freedom, p = 0.52", or that there is none.
std::string in_words(GoodnessOfFit const& quality);

}  // namespace jetseq::fit
