#include "fit/inference/best_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/distributions.hpp"
#include "core/text/number_text.hpp"
#include "fit/likelihood/twice_nll.hpp"

namespace jetseq::fit {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
/// A goodness of fit nearer to 0 is 0: searches stop this far above a minimum.
constexpr double fit_rounding = 1e-9;

/// -2 ln of the maximum of a Poisson probability over its mean, without constants.
double saturated(double n) { return n > 0 ? 2 * (n - n * std::log(n)) : 0; }

FittedParameter fitted(Parameter const& parameter, double value, double variance) {
    double const error = variance > 0 ? std::sqrt(variance) : undefined;
    FittedParameter result{parameter.name, value, error, {}, {}};
    if (parameter.constraint != Constraint::none && !parameter.is_fixed) {
        double const centre =
            parameter.auxiliary / (parameter.constraint == Constraint::poisson ? parameter.factor : 1);
        result.pull = (value - centre) / parameter.width;
        result.constraint = error / parameter.width;
    }
    return result;
}

std::vector<double> correlation_of(std::vector<double> const& covariance, std::size_t n) {
    std::vector<double> result(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            double const norm = std::sqrt(covariance[i * n + i] * covariance[j * n + j]);
            result[i * n + j] = i == j ? 1 : norm > 0 ? covariance[i * n + j] / norm : 0;
        }
    }
    return result;
}

}  // namespace

FitResult best_fit(Likelihood const& likelihood, Data const& data, std::span<Fixed const> fixed,
                   std::span<double const> start) {
    TwiceNll nll{likelihood, data};
    auto const& parameters = likelihood.parameters();
    Search search{nll, parameters};
    if (!start.empty()) search.add_start(start);
    FitResult result{search.search(fixed), {}, {}, {}};
    std::size_t const n = nll.size();
    result.covariance = covariance(nll, domain_of(parameters, fixed), result.minimum.x);
    result.correlation = correlation_of(result.covariance.matrix, n);
    for (std::size_t p = 0; p < n; ++p) {
        Parameter parameter = parameters[p];
        parameter.auxiliary = data.auxiliary[p];
        result.parameters.push_back(fitted(parameter, result.minimum.x[p], result.covariance.matrix[p * n + p]));
    }
    return result;
}

GoodnessOfFit goodness_of_fit(Likelihood const& likelihood, Data const& data, FitResult const& fit) {
    auto const nu = likelihood.expected(fit.minimum.x);
    double sum = 0;
    for (std::size_t b = 0; b < nu.size(); ++b) {
        double const n = data.bins[b];
        sum += 2 * (nu[b] - (n > 0 ? n * std::log(nu[b]) : 0)) - saturated(n);
    }
    int freedom = static_cast<int>(nu.size() - likelihood.empty_bins().size()) + fit.covariance.flat_directions;
    for (std::size_t p = 0; p < likelihood.parameters().size(); ++p) {
        Parameter const& parameter = likelihood.parameters()[p];
        double const x = fit.minimum.x[p], seen = data.auxiliary[p];
        if (parameter.constraint == Constraint::normal) {
            sum += std::pow((x - seen) / parameter.width, 2);
        } else if (parameter.constraint == Constraint::poisson) {
            double const mean = parameter.factor * x;
            sum += 2 * (mean - seen * std::log(mean)) - saturated(seen);
        } else if (!parameter.is_fixed) {
            --freedom;
        }
    }
    if (std::fabs(sum) < fit_rounding) sum = 0;
    return {sum, freedom, freedom > 0 ? chi_square_tail(sum, freedom) : undefined};
}

std::string in_words(GoodnessOfFit const& quality) {
    constexpr double shown_as_zero = 1e-6;
    if (quality.degrees_of_freedom <= 0) {
        return "none: no degrees of freedom are left (as many free parameters as bins, or more)";
    }
    double const statistic = quality.statistic < shown_as_zero ? 0 : quality.statistic;
    return significant(statistic, 4) + " for " + std::to_string(quality.degrees_of_freedom) +
           (quality.degrees_of_freedom == 1 ? " degree" : " degrees") +
           " of freedom, p = " + significant(quality.p_value, 4);
}

}  // namespace jetseq::fit
