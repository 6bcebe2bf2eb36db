#include "fit/inference/toys.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/math/distributions.hpp"
#include "core/math/random_draws.hpp"
#include "core/parallel/parallel_for.hpp"

namespace jetseq::fit {
namespace {

constexpr double failed = std::numeric_limits<double>::quiet_NaN();

/// Differences of minima by rounding (relative) and by the tolerance of the search (absolute).
constexpr double value_noise = 1e-12, search_noise = 1e-7;

/// The lowest of the minima that searches from `starts` find; not converged if none is found.
Minimum lowest(Objective& objective, std::vector<Parameter> const& parameters, std::span<Fixed const> fixed,
               std::vector<std::vector<double>> const& starts) {
    Minimum best;
    for (auto const& start : starts) {
        MinimiserOptions options;
        options.known = best.is_converged ? best.value : INFINITY;
        Minimum const minimum = minimise(objective, domain_of(parameters, fixed, start), options);
        if (minimum.is_converged && (!best.is_converged || minimum.value < best.value)) best = minimum;
    }
    return best;
}

/// q~ of `strength` for one set of data (CCGV 16); NaN if a fit fails.
double statistic(Likelihood const& likelihood, Data const& data, std::size_t poi, double strength,
                 std::vector<Parameter> const& parameters, std::vector<std::vector<double>> const& starts) {
    TwiceNll nll{likelihood, data};
    Fixed const at{poi, strength};
    auto best = lowest(nll, parameters, {}, starts);
    if (!best.is_converged) return failed;
    if (best.x[poi] > strength) return 0;
    auto const fixed = lowest(nll, parameters, {&at, 1}, starts);
    if (!fixed.is_converged) return failed;
    if (fixed.value < best.value - search_noise) {  // the best fit is in another valley
        best = lowest(nll, parameters, {}, {fixed.x});
        if (best.is_converged && best.x[poi] > strength) return 0;
    }
    return best.is_converged ? std::max(0.0, fixed.value - best.value) : failed;
}

/// The fraction of the values at or above `limit`, with values less than `tie` below it counted as equal.
double fraction_above(std::vector<double> const& values, double limit, double tie) {
    auto const above = std::count_if(values.begin(), values.end(), [&](double value) { return value >= limit - tie; });
    return static_cast<double>(above) / static_cast<double>(values.size());
}

/// The quantile of the sorted `values` at `fraction`, interpolated.
double quantile(std::vector<double> const& values, double fraction) {
    double const place = fraction * static_cast<double>(values.size() - 1);
    auto const below = static_cast<std::size_t>(place);
    double const rest = place - static_cast<double>(below);
    if (below + 1 >= values.size()) return values.back();
    double const between = values[below] * (1 - rest) + values[below + 1] * rest;
    return between > values[below + 1] ? values[below + 1] : between;  // by rounding, of huge values
}

}  // namespace

Data toy_data(Likelihood const& likelihood, std::span<double const> truth, Random& random) {
    Data data{likelihood.expected(truth), likelihood.observed().auxiliary};
    for (double& bin : data.bins) bin = random_poisson(random, std::max(bin, 0.0));
    for (std::size_t p = 0; p < truth.size(); ++p) {
        Parameter const& parameter = likelihood.parameters()[p];
        if (parameter.constraint == Constraint::normal) {
            data.auxiliary[p] = truth[p] + parameter.width * random_normal(random);
        } else if (parameter.constraint == Constraint::poisson) {
            data.auxiliary[p] = random_poisson(random, parameter.factor * truth[p]);
        }
    }
    return data;
}

ToyLevels toy_levels(Likelihood const& likelihood, Data const& data, double strength, ToyOptions const& options) {
    auto const poi = likelihood.parameter_of_interest();
    if (!poi) throw Error{"no parameter of interest (a limit needs one). Name one in the measurement"};
    if (likelihood.parameters()[*poi].is_fixed) throw Error{likelihood.parameters()[*poi].name + " is fixed"};
    if (options.count == 0) throw Error{"no toys (their number is 0). Ask for a thousand"};
    auto parameters = likelihood.parameters();
    parameters[*poi].low = 0, parameters[*poi].high = INFINITY;

    TwiceNll nll{likelihood, data};
    Profile profile{nll, parameters};
    std::vector<double> truths[2];
    ToyLevels levels{};
    levels = from_best(profile, [&] {
        Fixed const signal{*poi, strength}, nothing{*poi, 0};
        ToyLevels result{};
        profile.checked({&nothing, 1});
        truths[1] = profile.last().x;
        double const q = profile.checked({&signal, 1});
        truths[0] = profile.last().x;
        result.observed = profile.best().x[*poi] > strength ? 0 : q;
        return result;
    });
    levels.tie = search_noise + value_noise * std::fabs(profile.best().value);
    auto const valleys = profile.search().starts();

    std::vector<double>* const results[]{&levels.statistics_signal, &levels.statistics_background};
    for (std::size_t h = 0; h < 2; ++h) {
        auto starts = valleys;
        if (starts.size() == 1) starts.clear();  // the truth lies in it
        starts.insert(starts.begin(), truths[h]);
        results[h]->resize(options.count);
        parallel_for(options.count, thread_count(options.threads), [&](std::size_t toy) {
            Random random{options.seed, 2 * toy + h};
            Data const drawn = toy_data(likelihood, truths[h], random);
            (*results[h])[toy] = statistic(likelihood, drawn, *poi, strength, parameters, starts);
        });
        levels.failed += std::erase_if(*results[h], [](double value) { return std::isnan(value); });
        if (results[h]->empty())
            throw Error{"all fits of toys failed (a model that can't be fitted?). Look at the fit to data first"};
        std::sort(results[h]->begin(), results[h]->end());
    }
    auto const n_signal = static_cast<double>(levels.statistics_signal.size());
    auto const n_background = static_cast<double>(levels.statistics_background.size());
    levels.signal_and_background = fraction_above(levels.statistics_signal, levels.observed, levels.tie);
    levels.background = fraction_above(levels.statistics_background, levels.observed, levels.tie);
    levels.cls = levels.signal_and_background / levels.background;
    levels.cls_error =
        levels.cls * std::sqrt((1 - levels.signal_and_background) / (n_signal * levels.signal_and_background) +
                               (1 - levels.background) / (n_background * levels.background));
    for (std::size_t i = 0; i < levels.expected.size(); ++i) {
        double const fraction = normal_cdf(2 - static_cast<double>(i));  // the statistic is small if data fluctuate up
        double const q = quantile(levels.statistics_background, fraction);
        levels.expected[i] = fraction_above(levels.statistics_signal, q, levels.tie) /
                             fraction_above(levels.statistics_background, q, levels.tie);
    }
    return levels;
}

}  // namespace jetseq::fit
