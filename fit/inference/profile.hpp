#pragma once
#include <span>
#include <utility>
#include <vector>

#include "fit/inference/best_fit.hpp"

namespace jetseq::fit {

/// The profile likelihood -2 ln(L(values, others fitted) / L(best fit)). Holds scratch memory, so each thread needs its
/// own.
class Profile {
public:
    /// `always`: fixed in all fits. `start`: another start of fits besides the nominal values. Both references must
    /// outlive this object. Throws Error if the fit fails.
    Profile(Objective& objective, std::vector<Parameter> const& parameters, std::vector<Fixed> always = {},
            std::span<double const> start = {});

    Minimum const& best() const noexcept { return best_; }
    std::vector<Parameter> const& parameters() const noexcept { return parameters_; }
    Covariance const& covariance() const noexcept { return covariance_; }  ///< at the best fit
    double error(std::size_t parameter) const;                             ///< from the Hessian; NaN if it has none
    double scale(std::size_t parameter);  ///< a step in which the profile rises by about 1, also at a bound; > 0

    /// The bound that holds the parameter at the best fit, if any.
    Bound held(std::size_t parameter) const { return covariance_.held[parameter]; }

    /// The profile with `fixed` at their values; follows each valley of the previous fits (Search::follow).
    double operator()(std::span<Fixed const> fixed);
    /// The same, but searches other valleys too (Search::search).
    double checked(std::span<Fixed const> fixed);
    Minimum const& last() const noexcept { return last_; }

    /// How often a fit with fixed parameters has ended below the best fit, which was then repeated from there. What was
    /// measured from the previous best fit must be measured again.
    int replacements() const noexcept { return replacements_; }
    Search const& search() const noexcept { return search_; }

private:
    double rise(std::span<Fixed const> fixed, Minimum (Search::*fit)(std::span<Fixed const>));
    double estimated_scale(
        std::size_t parameter);  ///< from derivatives; far too small if a bin is nearly empty of background

    Objective& objective_;
    std::vector<Parameter> const& parameters_;
    std::vector<Fixed> always_, fixed_;
    Search search_;
    Minimum best_, last_;
    Covariance covariance_;
    int replacements_ = 0;
};

/// Repeats `compute`, which measures from the best fit of `profile`, until no fit ends below that.
template <class Compute>
auto from_best(Profile& profile, Compute&& compute) {
    constexpr int most = 10;
    for (int n = 0;; ++n) {
        int const before = profile.replacements();
        auto result = compute();
        if (profile.replacements() == before || n == most) return result;
    }
}

/// Whether a bound is a physical edge, 0 of a factor. Other bounds are choices, and nothing is measured from them.
bool is_edge(Parameter const& parameter, Bound bound) noexcept;

/// The interval at whose ends the profile has risen by `crossing`, as by MINOS (1: 68.3 %, 3.84: 95 %). `low` and
/// `high` are NaN if a bound that is no edge holds the best value, or if the data do not determine the parameter, and
/// infinite if the profile never rises as far. At an edge, 0, the rise is measured from the best fit with the parameter
/// at 0 (t-tilde, CCGV 11); the interval then holds the true value in 68.3 % of the cases or more.
struct ParameterInterval {
    double value, low, high;
    bool low_is_bound = false, high_is_bound = false;  ///< the bound came first
    /// Values beyond an end at which the profile is below `crossing` again. The ends are the first crossings; checked
    /// are points 1.5 and 3 times as far out.
    std::vector<double> again = {};
};
ParameterInterval interval(Profile& profile, std::size_t parameter, double crossing = 1);

struct ScanPoint {
    double x, rise;  ///< rise: of -2 ln L above the best fit
};
/// A jump of a nuisance parameter between two points of a scan, as another valley becomes the lowest.
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
/// 5.99: 95 % for two parameters), found along `points` rays, and along more between distant neighbours. Follows bounds
/// that come first, and is cut at 12 errors if it does not close; empty if there is none (see ParameterInterval).
using Contour = std::vector<std::pair<double, double>>;
Contour contour(Profile& profile, std::size_t x, std::size_t y, double crossing, int points = 60);
bool is_open(Profile& profile, std::size_t x, std::size_t y, Contour const& line);  ///< whether it was cut

/// The effect of a nuisance parameter on a parameter of interest.
struct Impact {
    std::string name;
    double pull, constraint;  ///< of the nuisance parameter
    double low, high;  ///< change of the parameter of interest for the nuisance parameter at its best fit -/+ its error
};
/// The impacts of all free nuisance parameters, the largest first. The parameter of interest may pass its bounds, which
/// would hide an impact.
std::vector<Impact> impacts(Likelihood const& likelihood, Data const& data, FitResult const& best, std::size_t poi);

}  // namespace jetseq::fit
