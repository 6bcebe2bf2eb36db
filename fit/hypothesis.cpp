#include "jetseq/fit/hypothesis.hpp"

#include <algorithm>
#include <cmath>

#include "jetseq/event/error.hpp"
#include "jetseq/fit/distributions.hpp"
#include "jetseq/fit/root.hpp"

namespace jetseq::fit {
namespace {

constexpr double largest_strength = 1e6;
/// Limits are found to this part of themselves.
constexpr double precision = 1e-8;
constexpr Band sigmas{-2, -1, 0, 1, 2};

std::size_t strength_of(Likelihood const& likelihood, std::optional<std::size_t> parameter) {
    if (!parameter) parameter = likelihood.parameter_of_interest();
    if (!parameter) {
        throw Error{"no parameter of interest (what is to be limited?). Name one in the measurement"};
    }
    return *parameter;
}

/// The strength must not be below 0, unless the statistic is q.
std::vector<Parameter> bounded(Likelihood const& likelihood, std::size_t poi, Statistic statistic) {
    auto parameters = likelihood.parameters();
    parameters[poi].low = statistic == Statistic::q_tilde ? 0 : -parameters[poi].high;
    parameters[poi].start = std::max(parameters[poi].start, parameters[poi].low);
    return parameters;
}

Data without_signal(Likelihood const& likelihood, Profile& profile, std::size_t poi) {
    Fixed const nothing{poi, 0};
    profile({&nothing, 1});
    return likelihood.asimov(profile.last().x);
}

double clipped_root(double value) { return std::sqrt(std::max(0.0, value)); }

/// The strength above `low` at which the falling function `f` is 0.
template <class Function>
double falling_root(Function&& f, double low, double step) {
    double a = low, fa = f(a);
    while (fa <= 0 && a > 1e-12) a /= 2, fa = f(a);
    double b = a + step, fb = f(b);
    while (fb > 0) {
        if (b > largest_strength) {
            throw Error{"no upper limit (even a strength of 1e6 is not excluded). Is there any signal in the bins?"};
        }
        a = b, fa = fb, step *= 2;
        b += step, fb = f(b);
    }
    return root_between(f, a, fa, b, fb, precision * b);
}

}  // namespace

HypothesisTest::HypothesisTest(Likelihood const& likelihood, Data const& data, Statistic statistic,
                               std::optional<std::size_t> parameter)
    : likelihood_{likelihood},
      data_{data},
      poi_{strength_of(likelihood, parameter)},
      statistic_{statistic},
      parameters_{bounded(likelihood, poi_, statistic)},
      nll_{likelihood, data_},
      observed_{nll_, parameters_},
      asimov_data_{without_signal(likelihood, observed_, poi_)},
      asimov_nll_{likelihood, asimov_data_},
      asimov_{asimov_nll_, parameters_} {}

double HypothesisTest::statistic(double strength) {
    Fixed const at{poi_, strength};
    return best_strength() > strength ? 0 : observed_({&at, 1});
}

HypothesisTest::Roots HypothesisTest::roots(double strength) {
    Fixed const at{poi_, strength};
    return {clipped_root(statistic(strength)), clipped_root(asimov_({&at, 1}))};
}

/// CCGV 59 to 67, with the standard deviation of the strength from the Asimov data.
ConfidenceLevels HypothesisTest::levels(double strength) {
    auto const [observed, asimov] = roots(strength);
    bool const is_straight = statistic_ == Statistic::q || observed <= asimov;
    double const distance = is_straight ? observed - asimov : (observed * observed - asimov * asimov) / (2 * asimov);
    ConfidenceLevels levels{normal_cdf(-distance - asimov), normal_cdf(-distance), 0, {}};
    levels.cls = levels.signal_and_background / levels.background;
    for (std::size_t n = 0; n < sigmas.size(); ++n) {
        levels.expected[n] = normal_cdf(sigmas[n] - asimov) / normal_cdf(sigmas[n]);
    }
    return levels;
}

double HypothesisTest::expected_limit(double n_sigmas, double level) {
    double const target = normal_quantile(1 - (1 - level) * normal_cdf(n_sigmas)) + n_sigmas;
    auto const f = [&](double strength) {
        Fixed const at{poi_, strength};
        return target - clipped_root(asimov_({&at, 1}));
    };
    double const step = asimov_.error(poi_);
    return falling_root(f, std::max(asimov_.best().x[poi_], step * 1e-3), step);
}

UpperLimit HypothesisTest::upper_limit(double level) {
    double const alpha = 1 - level, step = observed_.error(poi_);
    auto const f = [&](double strength) { return std::log(std::max(levels(strength).cls, 1e-300) / alpha); };
    UpperLimit limit{falling_root(f, std::max(best_strength(), step * 1e-3), step), {}};
    for (std::size_t n = 0; n < sigmas.size(); ++n) limit.expected[n] = expected_limit(sigmas[n], level);
    return limit;
}

Discovery HypothesisTest::discovery() {
    Fixed const nothing{poi_, 0}, signal{poi_, 1};
    double const observed = best_strength() < 0 ? 0 : clipped_root(observed_({&nothing, 1}));
    observed_({&signal, 1});
    Data const expected_data = likelihood_.asimov(observed_.last().x);
    TwiceNll nll{likelihood_, expected_data};
    Profile profile{nll, parameters_};
    double const expected = clipped_root(profile({&nothing, 1}));
    return {observed, normal_cdf(-observed), expected, normal_cdf(-expected)};
}

}  // namespace jetseq::fit
