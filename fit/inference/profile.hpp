#pragma once
#include <span>
#include <utility>
#include <vector>

#include "fit/inference/best_fit.hpp"

namespace jetseq::fit {

/// -2 ln(L(values, others fitted) / L(best fit)): the profile likelihood. Holds scratch memory: one for each thread.
class Profile {
public:
    /// `always`: fixed in all fits. `start`: where a fit may start besides the nominal values. Both references must
    /// outlive this object. Throws Error where the fit fails.
    Profile(Objective& objective, std::vector<Parameter> const& parameters, std::vector<Fixed> always = {},
            std::span<double const> start = {});

    Minimum const& best() const noexcept { return best_; }
    std::vector<Parameter> const& parameters() const noexcept { return parameters_; }
    Covariance const& covariance() const noexcept { return covariance_; }  ///< at the best fit
    double error(std::size_t parameter) const;                             ///< from the Hessian; NaN where it has none
    double scale(std::size_t parameter);  ///< a step in which the profile rises by about 1, also at a bound; > 0

    /// Whether a bound holds the parameter at the best fit.
    Bound held(std::size_t parameter) const { return covariance_.held[parameter]; }

    /// The profile with `fixed` at their values: each valley of the fits before is followed (Search::follow).
    double operator()(std::span<Fixed const> fixed);
    /// The same, and other valleys are looked for (Search::search).
    double checked(std::span<Fixed const> fixed);
    Minimum const& last() const noexcept { return last_; }

    /// How often a fit with fixed parameters has undercut the best fit, which was then repeated from there: what was
    /// measured from the best fit before is to be done again.
    int replacements() const noexcept { return replacements_; }
    Search const& search() const noexcept { return search_; }

private:
    double rise(std::span<Fixed const> fixed, Minimum (Search::*fit)(std::span<Fixed const>));
    double estimated_scale(std::size_t parameter);  ///< from derivatives: far too small next to bins without background

    Objective& objective_;
    std::vector<Parameter> const& parameters_;
    std::vector<Fixed> always_, fixed_;
    Search search_;
    Minimum best_, last_;
    Covariance covariance_;
    int replacements_ = 0;
};

/// Repeats `compute`, which measures from the best fit of `profile`, until no fit undercuts that.
template <class Compute>
auto from_best(Profile& profile, Compute&& compute) {
    constexpr int most = 10;
    for (int n = 0;; ++n) {
        int const before = profile.replacements();
        auto result = compute();
        if (profile.replacements() == before || n == most) return result;
    }
}

/// Whether a bound is the edge of what is meant: 0 of a factor. Others were chosen, and nothing is measured from them.
bool is_edge(Parameter const& parameter, Bound bound) noexcept;

/// Where the profile of a parameter has risen by `crossing`: MINOS' interval (1: 68.3 %, 3.84: 95 %). `low` and `high`
/// are NaN where the best value is held by a bound that is no edge, and where the data do not determine the parameter;
/// infinite where the profile never rises as far. At an edge, 0, the rise is that above the best fit with the parameter
/// at 0 (t-tilde, CCGV 11), whose interval holds the true value in 68.3 % of the cases or more.
struct Interval {
    double value, low, high;
    bool low_is_bound = false, high_is_bound = false;  ///< the bound came first
    /// Values further out than an end at which the profile is below `crossing` again, where looked for (1.5 and 3 times
    /// as far out as the ends, which are the first crossings).
    std::vector<double> again = {};
};
Interval interval(Profile& profile, std::size_t parameter, double crossing = 1);

struct ScanPoint {
    double x, rise;  ///< rise: of -2 ln L above the best fit
};
/// Between two points of a scan another valley becomes the lowest: a nuisance parameter jumps.
struct Exchange {
    double x;
    std::string parameter;
    double before, after;
};
struct Scan {
    std::vector<ScanPoint> points;
    std::vector<Exchange> exchanges;
};
/// The profile at `points` equally spaced values.
Scan scan(Profile& profile, std::size_t parameter, double low, double high, int points);

/// A closed line around the best fit on which the profile of two parameters has risen by `crossing` (2.30: 68.3 %,
/// 5.99: 95 % for two parameters), found along `points` rays, and more where
/// neighbours are far apart. Where a bound comes first the line follows it, and a contour that does not close is cut
/// at 12 errors; empty where there is none (see Interval).
using Contour = std::vector<std::pair<double, double>>;
Contour contour(Profile& profile, std::size_t x, std::size_t y, double crossing, int points = 60);
bool is_open(Profile& profile, std::size_t x, std::size_t y, Contour const& line);  ///< whether it was cut

/// What the true value of a nuisance parameter does to a parameter of interest.
struct Impact {
    std::string name;
    double pull, constraint;  ///< of the nuisance parameter
    double low, high;         ///< change of the parameter of interest, nuisance at its best fit -/+ its error
};
/// Of all nuisance parameters that are free, the largest first. The parameter of interest may pass its bounds, lest
/// they hide an impact.
std::vector<Impact> impacts(Likelihood const& likelihood, Data const& data, FitResult const& best, std::size_t poi);

}  // namespace jetseq::fit
