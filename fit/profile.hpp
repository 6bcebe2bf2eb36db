#pragma once
#include <span>
#include <utility>
#include <vector>

#include "jetseq/fit/best_fit.hpp"

namespace jetseq::fit {

/// -2 ln(L(values, others fitted) / L(best fit)): the profile likelihood. Holds scratch memory: one for each thread.
class Profile {
public:
    /// `always`: fixed in all fits. Both references must outlive this object. Throws Error where the fit fails.
    Profile(Objective& objective, std::vector<Parameter> const& parameters, std::vector<Fixed> always = {});

    Minimum const& best() const noexcept { return best_; }
    std::vector<Parameter> const& parameters() const noexcept { return parameters_; }
    std::vector<double> const& covariance() const noexcept { return covariance_; }  ///< [n, n], at the best fit
    double error(std::size_t parameter) const;  ///< from the Hessian; a tenth of its bounds' distance where it has none

    /// The profile with `fixed` at their values. Each fit starts where the one before has ended.
    double operator()(std::span<Fixed const> fixed);
    Minimum const& last() const noexcept { return last_; }

private:
    Objective& objective_;
    std::vector<Parameter> const& parameters_;
    std::vector<Fixed> always_, fixed_;
    Minimum best_, last_;
    std::vector<double> covariance_;
};

/// Where the profile of a parameter has risen by `crossing`: MINOS' interval (1: 68.3 %, 3.84: 95 %).
struct Interval {
    double value, low, high;
    bool low_is_bound = false, high_is_bound = false;  ///< the bound came first
};
Interval interval(Profile& profile, std::size_t parameter, double crossing = 1);

struct ScanPoint {
    double x, rise;  ///< rise: of -2 ln L above the best fit
};
/// The profile at `points` equally spaced values.
std::vector<ScanPoint> scan(Profile& profile, std::size_t parameter, double low, double high, int points);

/// A closed line around the best fit on which the profile of two parameters has risen by `crossing` (2.30: 68.3 %,
/// 5.99: 95 % for two parameters), found along `points` rays, and more where
/// neighbours are far apart. Where a bound comes first the line follows it.
using Contour = std::vector<std::pair<double, double>>;
Contour contour(Profile& profile, std::size_t x, std::size_t y, double crossing, int points = 60);

/// What the true value of a nuisance parameter does to a parameter of interest.
struct Impact {
    std::string name;
    double pull, constraint;  ///< of the nuisance parameter
    double low, high;         ///< change of the parameter of interest, nuisance at its best fit -/+ its error
};
/// Of all nuisance parameters that are free, the largest first.
std::vector<Impact> impacts(Likelihood const& likelihood, Data const& data, FitResult const& best, std::size_t poi);

}  // namespace jetseq::fit
