#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include "jetseq/event/error.hpp"
#include "jetseq/fit/distributions.hpp"
#include "jetseq/fit/hypothesis.hpp"

namespace jetseq::fit {
namespace {

constexpr double failed = std::numeric_limits<double>::quiet_NaN();

/// q~ of `strength` for one set of data (CCGV 16); NaN where a fit fails.
double statistic(Likelihood const& likelihood, Data const& data, std::size_t poi, double strength,
                 std::vector<Parameter> const& parameters, std::span<double const> start) {
    TwiceNll nll{likelihood, data};
    Fixed const at{poi, strength};
    auto const best = minimise(nll, domain_of(parameters, {}, start));
    if (!best.is_converged) return failed;
    if (best.x[poi] > strength) return 0;
    auto const fixed = minimise(nll, domain_of(parameters, {&at, 1}, start));
    return fixed.is_converged ? std::max(0.0, fixed.value - best.value) : failed;
}

/// Calls `work(i)` for all i below `count`, each once, on several threads.
template <class Work>
void in_parallel(std::size_t count, int threads, Work&& work) {
    std::atomic<std::size_t> next{0};
    auto const loop = [&] {
        for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    if (threads <= 0) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    std::vector<std::thread> others;
    for (int n = 1; n < threads; ++n) others.emplace_back(loop);
    loop();
    for (auto& thread : others) thread.join();
}

double share_above(std::vector<double> const& values, double limit) {
    auto const above = std::count_if(values.begin(), values.end(), [&](double value) { return value >= limit; });
    return static_cast<double>(above) / static_cast<double>(values.size());
}

/// What of the sorted `values` lies at the part `share`.
double at_share(std::vector<double> const& values, double share) {
    double const place = share * static_cast<double>(values.size() - 1);
    auto const below = static_cast<std::size_t>(place);
    double const rest = place - static_cast<double>(below);
    return below + 1 < values.size() ? values[below] * (1 - rest) + values[below + 1] * rest : values.back();
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
    if (!poi) throw Error{"no parameter of interest (what is to be limited?). Name one in the measurement"};
    if (options.count == 0) throw Error{"no toys (their number is 0). Ask for a thousand"};
    auto parameters = likelihood.parameters();
    parameters[*poi].low = 0;

    TwiceNll nll{likelihood, data};
    Fixed const signal{*poi, strength}, nothing{*poi, 0};
    std::vector<double> const truths[]{fit(nll, parameters, {&signal, 1}).x, fit(nll, parameters, {&nothing, 1}).x};
    ToyLevels levels{};
    levels.observed = statistic(likelihood, data, *poi, strength, parameters, {});

    std::vector<double>* const results[]{&levels.statistics_signal, &levels.statistics_background};
    for (std::size_t h = 0; h < 2; ++h) {
        results[h]->resize(options.count);
        in_parallel(options.count, options.threads, [&](std::size_t toy) {
            Random random{options.seed, 2 * toy + h};
            Data const drawn = toy_data(likelihood, truths[h], random);
            (*results[h])[toy] = statistic(likelihood, drawn, *poi, strength, parameters, truths[h]);
        });
        levels.failed += std::erase_if(*results[h], [](double value) { return std::isnan(value); });
        if (results[h]->empty())
            throw Error{"all fits of toys failed (a model that can't be fitted?). Look at the fit to data first"};
        std::sort(results[h]->begin(), results[h]->end());
    }
    double const n = static_cast<double>(options.count);
    levels.signal_and_background = share_above(levels.statistics_signal, levels.observed);
    levels.background = share_above(levels.statistics_background, levels.observed);
    levels.cls = levels.signal_and_background / levels.background;
    levels.cls_error = levels.cls * std::sqrt((1 - levels.signal_and_background) / (n * levels.signal_and_background) +
                                              (1 - levels.background) / (n * levels.background));
    for (std::size_t i = 0; i < levels.expected.size(); ++i) {
        double const share = normal_cdf(2 - static_cast<double>(i));  // the statistic is small where data fluctuate up
        double const q = at_share(levels.statistics_background, share);
        levels.expected[i] = share_above(levels.statistics_signal, q) / share_above(levels.statistics_background, q);
    }
    return levels;
}

}  // namespace jetseq::fit
