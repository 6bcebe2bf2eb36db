#include "jetseq/fit/summary.hpp"

#include <algorithm>
#include <cmath>

#include "jetseq/evaluate/number_text.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/fit/distributions.hpp"
#include "jetseq/fit/impossible_bin.hpp"

namespace jetseq::fit {
namespace {

/// Rises of -2 ln L that hold 68.27 % and 95 % of the probability for one and for two parameters.
constexpr double one_sigma_1d = 1;
double const two_sigma_1d = chi_square_quantile(0.05, 1);
double const inner_2d = chi_square_quantile(2 * normal_cdf(-1), 2);
double const outer_2d = chi_square_quantile(0.05, 2);

/// A scan reaches as far as the 95 % interval and half as much again.
StrengthSummary strength_of(Profile& profile, std::size_t parameter, int points) {
    Parameter const& bounds = profile.parameters()[parameter];
    StrengthSummary result{bounds.name, profile.best().x[parameter], profile.error(parameter), {}, {}, {}};
    result.one_sigma = interval(profile, parameter, one_sigma_1d);
    result.two_sigma = interval(profile, parameter, two_sigma_1d);
    double const down = 1.3 * (result.value - result.two_sigma.low), up = 1.3 * (result.two_sigma.high - result.value);
    result.scan = scan(profile, parameter, std::max(bounds.low, result.value - down),
                       std::min(bounds.high, result.value + up), points);
    return result;
}

ContourSummary contour_of(Profile& profile, std::size_t x, std::size_t y, int points) {
    auto const& parameters = profile.parameters();
    return {parameters[x].name,
            parameters[y].name,
            profile.best().x[x],
            profile.best().x[y],
            contour(profile, x, y, inner_2d, points),
            contour(profile, x, y, outer_2d, points)};
}

/// The parameters that were asked for; what is fixed has no scan, and that is said.
std::vector<std::size_t> asked_for(Summary& summary, Likelihood const& likelihood, SummaryOptions const& options) {
    std::vector<std::size_t> result;
    for (auto const& name : options.scans) {
        auto const p = likelihood.index_of(name);
        Parameter const& parameter = likelihood.parameters()[p];
        if (!parameter.is_fixed) result.push_back(p);
        if (parameter.is_fixed)
            add_note(summary.notes, name + " is fixed to " + shortest(parameter.start) + ": no scan of it.");
    }
    return result;
}

std::vector<std::size_t> scanned(Summary& summary, Likelihood const& likelihood, SummaryOptions const& options) {
    if (!options.scans.empty()) return asked_for(summary, likelihood, options);
    std::vector<std::size_t> result;
    for (std::size_t p = 0; p < likelihood.parameters().size(); ++p) {
        auto const is_fixed = [p](Fixed const& fixed) { return fixed.parameter == p; };
        Parameter const& parameter = likelihood.parameters()[p];
        bool const is_free = parameter.constraint == Constraint::none && !parameter.is_fixed &&
                             std::none_of(options.fixed.begin(), options.fixed.end(), is_fixed);
        bool const is_single = parameter.name.find('[') == std::string::npos;
        bool const is_of_interest = likelihood.parameter_of_interest() == p && !parameter.is_fixed;
        if ((is_free && is_single) || is_of_interest) result.push_back(p);
    }
    return result;
}

void add_strengths(Summary& summary, Likelihood const& likelihood, Data const& data, SummaryOptions const& options) {
    TwiceNll nll{likelihood, data};
    Profile profile{nll, likelihood.parameters(), options.fixed};
    auto const parameters = scanned(summary, likelihood, options);
    for (auto const p : parameters) summary.strengths.push_back(strength_of(profile, p, options.scan_points));
    if (parameters.size() >= 2) {
        summary.contour = contour_of(profile, parameters[0], parameters[1], options.contour_points);
    }
}

void add_kappas(Summary& summary, Likelihood const& likelihood, Data const& data, SummaryOptions const& options) {
    if (options.kappas.empty()) return;
    KappaNll nll{likelihood, data, options.kappas};
    Profile profile{nll, nll.parameters()};
    for (std::size_t p = 0; p < 2; ++p) summary.kappas.push_back(strength_of(profile, p, options.scan_points));
    summary.kappa_contour = contour_of(profile, 0, 1, options.contour_points);
}

/// Throws Error if the best fit is where the model has no meaning.
void require_possible(Summary& summary, Likelihood const& likelihood, Data const& data) {
    auto const& x = summary.best.minimum.x;
    if (auto const bin = impossible_bin(likelihood, data, x)) {
        throw Error{"the best fit expects nothing, or less, where events were seen: " + *bin +
                    ". Merge the bin with its neighbour, or fix the parameter"};
    }
    if (auto const bin = bin_at_zero(likelihood, data, x)) {
        add_note(summary.notes,
                 "At the best fit a bin without events is held at an expectation of 0, below which the "
                 "model would go: " +
                     *bin + ".");
    }
}

/// Says so if a limit lies where the model ends: beyond it a bin without events would expect less than nothing.
void note_limit_of_model(Summary& summary, Likelihood const& likelihood, Data const& data, std::size_t poi) {
    Fixed const at{poi, summary.limit->observed};
    TwiceNll nll{likelihood, data};
    auto const x = fit(nll, likelihood.parameters(), {&at, 1}, summary.best.minimum.x).x;
    if (auto const bin = bin_at_zero(likelihood, data, x)) {
        add_note(summary.notes, "The limit on " + summary.parameter_of_interest +
                                    " is where the model ends, not where data exclude it: beyond it less than nothing "
                                    "is expected in " +
                                    *bin + ".");
    }
}

/// What is fixed or measured beside cannot be tested; says so.
bool can_be_tested(Summary& summary, Parameter const& poi, SummaryOptions const& options) {
    bool const is_constrained = poi.constraint != Constraint::none;
    if (!poi.is_fixed && !is_constrained) return true;
    if (options.limit || options.discovery || options.toys > 0) {
        add_note(summary.notes, poi.name +
                                    (poi.is_fixed ? " is fixed to " + shortest(poi.start)
                                                  : " is constrained by an auxiliary measurement") +
                                    ": no limit on it, no significance" + (poi.is_fixed ? ", no impacts." : "."));
    }
    return false;
}

void add_tests(Summary& summary, Likelihood const& likelihood, Data const& data, SummaryOptions const& options,
               std::size_t poi) {
    Parameter const& parameter = likelihood.parameters()[poi];
    summary.parameter_of_interest = parameter.name;
    summary.toy_strength = options.toy_strength;
    bool const is_tested = can_be_tested(summary, parameter, options);
    if (options.with_impacts && !parameter.is_fixed) {
        summary.impacts = impacts(likelihood, data, summary.best, poi);
    }
    if (!is_tested) return;
    HypothesisTest test{likelihood, data};
    if (options.limit) summary.limit = test.upper_limit();
    if (summary.limit) note_limit_of_model(summary, likelihood, data, poi);
    if (options.discovery) summary.discovery = test.discovery();
    if (options.toys > 0) {
        summary.toys =
            toy_levels(likelihood, data, options.toy_strength, {options.toys, options.seed, options.threads});
    }
}

/// The likelihood with parameters fixed for good, for what has no list of fixed ones.
Likelihood with_fixed(Likelihood likelihood, std::vector<Fixed> const& fixed) {
    for (auto const& [parameter, value] : fixed) likelihood.fix(parameter, value);
    return likelihood;
}

}  // namespace

Summary summarise(Likelihood const& free, Data const& data, SummaryOptions const& options) {
    Likelihood const likelihood = with_fixed(free, options.fixed);
    Summary summary;
    summary.notes = likelihood.notes(), summary.measurement = likelihood.measurement();
    summary.best = best_fit(likelihood, data);
    require_possible(summary, likelihood, data);
    summary.quality = goodness_of_fit(likelihood, data, summary.best);
    add_strengths(summary, likelihood, data, options);
    add_kappas(summary, likelihood, data, options);
    if (auto const poi = likelihood.parameter_of_interest()) add_tests(summary, likelihood, data, options, *poi);
    summary.channels = likelihood.channels();
    summary.yields = likelihood.expected_by_sample(summary.best.minimum.x);
    summary.observed = data.bins;
    return summary;
}

}  // namespace jetseq::fit
