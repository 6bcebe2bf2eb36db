#include "fit/inference/hypothesis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/math/distributions.hpp"
#include "core/math/root.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::fit {
namespace {

/// A limit is searched up to 2^30 times the error of the strength.
constexpr int most_steps = 30;
/// Tolerance of limits, in errors of the strength.
constexpr double limit_precision = 1e-8;
/// A limit is searched again if a thorough search changes the function whose root it is by this much.
constexpr double other_value = 1e-5;
constexpr int most_corrections = 8;
constexpr Band sigmas{-2, -1, 0, 1, 2};
constexpr std::array<char const*, 5> names_of_sigmas{"-2", "-1", "0", "+1", "+2"};

std::size_t tested_strength(Likelihood const& likelihood, std::optional<std::size_t> parameter) {
    if (!parameter) parameter = likelihood.parameter_of_interest();
    if (!parameter) {
        throw Error{"no parameter of interest (a limit needs one). Name one in the measurement"};
    }
    Parameter const& strength = likelihood.parameters()[*parameter];
    if (strength.is_fixed) {
        throw Error{strength.name + " is fixed (a test compares a value with the best one). Leave it free"};
    }
    return *parameter;
}

/// The parameters without the bounds of the strength, which must not be below 0 unless the statistic is q.
std::vector<Parameter> without_bounds(Likelihood const& likelihood, std::size_t poi, Statistic statistic) {
    auto parameters = likelihood.parameters();
    parameters[poi].low = statistic == Statistic::q_tilde ? 0 : -INFINITY;
    parameters[poi].high = INFINITY;
    parameters[poi].start = std::max(parameters[poi].start, parameters[poi].low);
    return parameters;
}

std::vector<double> fitted_at(Profile& profile, std::size_t poi, double strength) {
    Fixed const at{poi, strength};
    return from_best(profile, [&] {
        profile.checked({&at, 1});
        return profile.last().x;
    });
}

double clipped_root(double value) { return std::sqrt(std::max(0.0, value)); }

/// The strength above `low` at which the falling function `f` is 0; `step` > 0: the first step, about the error of the
/// strength.
template <class Function>
double falling_root(Function&& f, double low, double step) {
    double const tolerance = limit_precision * step;
    double a = low, fa = f(a);
    for (int n = 0; fa <= 0 && n < most_steps; ++n) a /= 2, fa = f(a);
    if (fa <= 0) throw Error{"even a strength of " + significant(a, 6) + " is excluded (smaller ones were not tried)"};
    double b = a + step, fb = f(b);
    for (int n = 0; fb > 0; ++n) {
        if (n == most_steps) {
            throw Error{"even a strength of " + significant(b, 6) + " is not excluded (larger ones were not tried)"};
        }
        a = b, fa = fb, step *= 2;
        b += step, fb = f(b);
    }
    return root_between(f, a, fa, b, fb, tolerance);
}

}  // namespace

HypothesisTest::HypothesisTest(Likelihood const& likelihood, Data const& data, Statistic statistic,
                               std::optional<std::size_t> parameter, std::span<double const> start)
    : likelihood_{likelihood},
      data_{data},
      poi_{tested_strength(likelihood, parameter)},
      statistic_{statistic},
      parameters_{without_bounds(likelihood, poi_, statistic)},
      nll_{likelihood, data_},
      observed_{nll_, parameters_, {}, start},
      nothing_{fitted_at(observed_, poi_, 0)},
      asimov_data_{likelihood.asimov(nothing_)},
      asimov_nll_{likelihood, asimov_data_},
      asimov_{asimov_nll_, parameters_, {}, nothing_} {}

double HypothesisTest::statistic(double strength, Care care) {
    Fixed const at{poi_, strength};
    return from_best(observed_, [&] {
        if (best_strength() > strength) return 0.0;
        return care == Care::search ? observed_.checked({&at, 1}) : observed_({&at, 1});
    });
}

HypothesisTest::Roots HypothesisTest::roots(double strength, Care care) {
    Fixed const at{poi_, strength};
    double const observed = statistic(strength, care);
    double const asimov = care == Care::search ? asimov_.checked({&at, 1}) : asimov_({&at, 1});
    return {clipped_root(observed), clipped_root(asimov)};
}

/// CCGV 59 to 67, with the standard deviation of the strength from the Asimov data.
ConfidenceLevels HypothesisTest::levels(double strength, Care care) {
    auto const [observed, asimov] = roots(strength, care);
    bool const is_straight = statistic_ == Statistic::q || observed <= asimov;
    double const distance = is_straight ? observed - asimov : (observed * observed - asimov * asimov) / (2 * asimov);
    ConfidenceLevels levels{normal_cdf(-distance - asimov), normal_cdf(-distance), 0, {}};
    levels.cls = levels.signal_and_background / levels.background;
    for (std::size_t n = 0; n < sigmas.size(); ++n) {
        levels.expected[n] = normal_cdf(sigmas[n] - asimov) / normal_cdf(sigmas[n]);
    }
    return levels;
}

namespace {

/// The root of a falling function, searched again while a thorough search there finds another value.
template <class Function, class Checked>
double checked_root(Function&& f, Checked&& checked, double low, double step) {
    for (int n = 0;; ++n) {
        double const root = falling_root(f, low, step);
        if (n == most_corrections || std::fabs(checked(root)) < other_value) return root;
    }
}

}  // namespace

double HypothesisTest::expected_limit(double n_sigmas, double level) {
    double const target = normal_quantile(1 - (1 - level) * normal_cdf(n_sigmas)) + n_sigmas;
    Fixed at{poi_, 0};
    auto const f = [&](double strength) { return at.value = strength, target - clipped_root(asimov_({&at, 1})); };
    auto const checked = [&](double strength) {
        return at.value = strength, target - clipped_root(asimov_.checked({&at, 1}));
    };
    return from_best(asimov_, [&] {
        double const step = asimov_.scale(poi_);
        return checked_root(f, checked, std::max(asimov_.best().x[poi_], step * 1e-3), step);
    });
}

double HypothesisTest::observed_limit(double level) {
    auto const f_of = [&](Care care) {
        return [=, this](double s) { return std::log(std::max(levels(s, care).cls, 1e-300) / (1 - level)); };
    };
    return from_best(observed_, [&] {
        double const step = observed_.scale(poi_);
        return checked_root(f_of(Care::follow), f_of(Care::search), std::max(best_strength(), step * 1e-3), step);
    });
}

namespace {

/// Returns limit(), or NaN if it throws Error. `why` keeps the message of the first Error.
template <class Limit>
double if_in_reach(Limit&& limit, std::string& why) {
    try {
        return limit();
    } catch (Error const& error) {
        if (why.empty()) why = error.what();
        return std::numeric_limits<double>::quiet_NaN();
    }
}

}  // namespace

std::string limit_text(double limit) { return std::isnan(limit) ? "not found" : significant(limit, 4); }

UpperLimit HypothesisTest::upper_limit(double level) {
    std::string const& name = parameters_[poi_].name;
    std::string why, why_expected;
    std::vector<std::string> missing;
    UpperLimit limit{if_in_reach([&] { return observed_limit(level); }, why), {}};
    for (std::size_t n = 0; n < sigmas.size(); ++n) {
        limit.expected[n] = if_in_reach([&] { return expected_limit(sigmas[n], level); }, why_expected);
        if (std::isnan(limit.expected[n])) missing.emplace_back(names_of_sigmas[n]);
    }
    if (!why.empty() && missing.size() == sigmas.size()) throw Error{why};
    if (!why.empty()) add_note(limit.notes, "No observed limit on " + name + ": " + why + ".");
    if (!missing.empty()) {
        add_note(limit.notes, "No limit on " + name + " expected at " + joined(missing) +
                                  " standard deviations: " + why_expected + ".");
    }
    return limit;
}

Discovery HypothesisTest::discovery() {
    Fixed const nothing{poi_, 0};
    double const observed = from_best(observed_, [&] {
        return best_strength() < 0 ? 0 : clipped_root(observed_.checked({&nothing, 1}));
    });
    auto const truth = fitted_at(observed_, poi_, 1);
    Data const expected_data = likelihood_.asimov(truth);
    TwiceNll nll{likelihood_, expected_data};
    Profile profile{nll, parameters_, {}, truth};
    double const expected = from_best(profile, [&] { return clipped_root(profile.checked({&nothing, 1})); });
    return {observed, normal_cdf(-observed), expected, normal_cdf(-expected)};
}

}  // namespace jetseq::fit
