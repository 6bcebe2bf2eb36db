#include "fit/summary/summary.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/math/distributions.hpp"
#include "core/text/number_text.hpp"
#include "fit/likelihood/impossible_bin.hpp"

namespace jetseq::fit {
namespace {

/// Rises of -2 ln L for intervals and contours of 68.27 % and 95 %, of one and of two parameters.
constexpr double one_sigma_1d = 1;
double const two_sigma_1d = chi_square_quantile(0.05, 1);
double const inner_2d = chi_square_quantile(2 * normal_cdf(-1), 2);
double const outer_2d = chi_square_quantile(0.05, 2);

constexpr std::size_t most_names = 5;  // in a note

/// Notes parameters that bounds hold, and those that are not determined, in words that also fit made data.
void note_what_has_no_error(Notes& notes, std::vector<Parameter> const& parameters, Covariance const& errors) {
    for (std::size_t p = 0; p < parameters.size(); ++p) {
        if (errors.held[p] == Bound::none) continue;
        bool const is_low = errors.held[p] == Bound::low;
        add_note(notes, parameters[p].name + " is at its " + (is_low ? "lower bound " : "upper bound ") +
                            significant(is_low ? parameters[p].low : parameters[p].high) +
                            ": -2 ln L falls beyond it.");
    }
    for (auto const& group : errors.flat) {
        std::vector<std::string> names;
        for (auto const p : group) names.push_back(parameters[p].name);
        add_note(notes, names.size() == 1 ? "Nothing determines " + names[0] + ": it has no error."
                                          : "Only a combination of " + listed(names, most_names) +
                                                " is determined: they have no errors. Fix one of them.");
    }
    if (!errors.is_valid) add_note(notes, "No errors: -2 ln L does not rise in all directions from the best fit.");
}

/// Notes that a profile falls again beyond an interval, which ends at the first crossing.
void note_falls(Notes& notes, std::string const& name, std::string const& probability,
                ParameterInterval const& interval) {
    for (double const x : interval.again) {
        double const end = x > interval.value ? interval.high : interval.low;
        add_note(notes, "The " + probability + " interval of " + name + " ends at " + significant(end) + ", but near " +
                            significant(x) + " the profile is as low again as inside it: a second interval.");
    }
}

/// Intervals and scan of a parameter. The scan reaches beyond the 95 % interval.
StrengthSummary strength_of(Notes& notes, Profile& profile, std::size_t parameter, int points) {
    Parameter const& bounds = profile.parameters()[parameter];
    StrengthSummary result{bounds.name, profile.best().x[parameter], profile.error(parameter), {}, {}, {}};
    result.one_sigma = interval(profile, parameter, one_sigma_1d);
    result.two_sigma = interval(profile, parameter, two_sigma_1d);
    if (std::isnan(result.two_sigma.low)) return result;
    note_falls(notes, bounds.name, "68.3 %", result.one_sigma);
    note_falls(notes, bounds.name, "95 %", result.two_sigma);
    double const open = 5 * profile.scale(parameter);
    double const low = std::max(result.two_sigma.low, result.value - 2 * open);
    double const high = std::isfinite(result.two_sigma.high) ? result.two_sigma.high : result.value + open;
    double const down = 1.3 * (result.value - low), up = 1.3 * (high - result.value);
    auto scanned = scan(profile, parameter, std::max(bounds.low, result.value - down),
                        std::min(bounds.high, result.value + up), points);
    result.scan = std::move(scanned.points);
    if (scanned.exchanges.size() > 2) {  // back and forth: rounding decides which is lower
        add_note(notes, "The profile of " + bounds.name + " has minima of about the same depth at different " +
                            scanned.exchanges.front().parameter + ".");
        return result;
    }
    for (auto const& exchange : scanned.exchanges) {
        add_note(notes, "The profile of " + bounds.name + " goes over to another minimum near " +
                            significant(exchange.x) + " (" + exchange.parameter + " from " +
                            significant(exchange.before) + " to " + significant(exchange.after) + ").");
    }
    return result;
}

std::optional<ContourSummary> contour_of(Notes& notes, Profile& profile, std::size_t x, std::size_t y, int points) {
    auto const& parameters = profile.parameters();
    ContourSummary result{parameters[x].name,
                          parameters[y].name,
                          profile.best().x[x],
                          profile.best().x[y],
                          contour(profile, x, y, inner_2d, points),
                          contour(profile, x, y, outer_2d, points)};
    if (result.inner.empty() || result.outer.empty()) {
        add_note(notes, "No contour of " + result.x + " and " + result.y +
                            " (one of them is held by a bound, or not determined).");
        return {};
    }
    if (is_open(profile, x, y, result.inner) || is_open(profile, x, y, result.outer)) {
        add_note(notes, "The contours of " + result.x + " and " + result.y + " do not close: cut at 12 errors.");
    }
    return result;
}

/// Throws Error if the model has no meaning at the best fit.
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

/// The likelihood with fixed parameters.
Likelihood with_fixed(Likelihood likelihood, std::vector<Fixed> const& fixed) {
    for (auto const& [parameter, value] : fixed) likelihood.fix(parameter, value);
    return likelihood;
}

/// One attempt at the summary. `start`: a point at which a fit has ended lower than the best fit of the last attempt.
class Summariser {
public:
    Summariser(Likelihood const& likelihood, Data const& data, SummaryOptions const& options,
               std::vector<double> const& start)
        : likelihood_{likelihood}, data_{data}, options_{options}, start_{start} {}

    Summary run() {
        summary_.notes = likelihood_.notes(), summary_.measurement = likelihood_.measurement();
        summary_.best = best_fit(likelihood_, data_, {}, start_);
        require_possible(summary_, likelihood_, data_);
        TwiceNll nll{likelihood_, data_};
        Profile profile{nll, likelihood_.parameters(), {}, summary_.best.minimum.x};
        add_strengths(profile);
        if (profile.replacements() > 0) summary_.best = best_fit(likelihood_, data_, {}, profile.best().x);
        summary_.quality = goodness_of_fit(likelihood_, data_, summary_.best);
        note_what_has_no_error(summary_.notes, likelihood_.parameters(), summary_.best.covariance);
        note_what_pyhf_would_bound();
        if (!options_.kappas.empty()) attempt("kappas", [&] { add_kappas(); });
        if (auto const poi = likelihood_.parameter_of_interest()) {
            add_tests(*poi);
        } else if (options_.toys > 0) {
            add_note(summary_.notes, "There is no parameter of interest: no toys.");
        }
        summary_.channels = likelihood_.channels();
        summary_.yields = likelihood_.expected_by_sample(summary_.best.minimum.x);
        summary_.observed = data_.bins;
        return std::move(summary_);
    }

    /// The point at which a fit has ended below the best fit; empty if none has.
    std::vector<double> const& undercut() const { return undercut_; }

private:
    /// Runs `part`; if it fails, notes that there is no `what`.
    template <class Part>
    void attempt(std::string const& what, Part&& part) {
        try {
            part();
        } catch (Error const& error) {
            add_note(summary_.notes, "No " + what + ": " + error.what() + ".");
        }
    }

    /// Notes factors above 10, at which those without bounds of their own end in pyhf.
    void note_what_pyhf_would_bound() {
        constexpr double usual_bound = 10;
        std::vector<std::string> names;
        for (std::size_t p = 0; p < likelihood_.parameters().size(); ++p) {
            Parameter const& parameter = likelihood_.parameters()[p];
            bool const is_beyond = summary_.best.minimum.x[p] > usual_bound && std::isinf(parameter.high);
            if (is_beyond && !parameter.is_fixed) names.push_back(parameter.name);
        }
        if (names.empty()) return;
        add_note(summary_.notes, listed(names, most_names) + (names.size() == 1 ? " is" : " are") +
                                     " above 10, pyhf's bound where a measurement gives none; here there is none.");
    }

    std::vector<std::size_t> scanned() {
        auto const& parameters = likelihood_.parameters();
        std::vector<std::size_t> result;
        for (auto const& name : options_.scans) {
            std::size_t const p = likelihood_.index_of(name);
            if (parameters[p].is_fixed) {
                add_note(summary_.notes, name + " is fixed to " + significant(parameters[p].start) + ": no scan.");
            } else if (std::find(result.begin(), result.end(), p) == result.end()) {
                result.push_back(p);
            }
        }
        if (!options_.scans.empty()) return result;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            bool const is_free = parameters[p].constraint == Constraint::none && !parameters[p].is_fixed;
            bool const is_single = parameters[p].name.find('[') == std::string::npos;
            bool const is_of_interest = likelihood_.parameter_of_interest() == p && !parameters[p].is_fixed;
            if ((is_free && is_single) || is_of_interest) result.push_back(p);
        }
        return result;
    }

    void add_strengths(Profile& profile) {
        auto const parameters = scanned();
        from_best(profile, [&] {
            summary_.strengths.clear(), summary_.contour.reset();
            Notes notes;
            for (auto const p : parameters) {
                attempt("intervals of " + likelihood_.parameters()[p].name,
                        [&] { summary_.strengths.push_back(strength_of(notes, profile, p, options_.scan_points)); });
            }
            if (parameters.size() >= 2) {
                attempt("contour", [&] {
                    summary_.contour =
                        contour_of(notes, profile, parameters[0], parameters[1], options_.contour_points);
                });
            }
            return notes_of_strengths_ = notes;
        });
        add_notes(summary_.notes, notes_of_strengths_);
    }

    void add_kappas() {
        for (auto const& formula : options_.kappas) {
            Parameter const& strength = likelihood_.parameters()[formula.strength];
            if (strength.is_fixed && !strength.is_idle) {
                throw Error{strength.name + " is fixed to " + significant(strength.start) + ", and follows from them"};
            }
        }
        KappaNll nll{likelihood_, data_, options_.kappas};
        Profile profile{nll, nll.parameters()};
        auto const all_notes = from_best(profile, [&] {
            summary_.kappas.clear();
            Notes notes;
            for (std::size_t p = 0; p < 2; ++p) {
                summary_.kappas.push_back(strength_of(notes, profile, p, options_.scan_points));
            }
            summary_.kappa_contour = contour_of(notes, profile, 0, 1, options_.contour_points);
            return notes;
        });
        add_notes(summary_.notes, all_notes);
        note_what_has_no_error(summary_.notes, profile.parameters(), profile.covariance());
    }

    /// What was asked for the parameter of interest, in words.
    std::string asked(bool with_impacts) const {
        std::vector<std::string> all;
        if (options_.limit) all.emplace_back("limit");
        if (options_.discovery) all.emplace_back("significance");
        if (options_.toys > 0) all.emplace_back("toys");
        if (options_.with_impacts && with_impacts) all.emplace_back("impacts");
        return listed(all, most_names);
    }

    void add_tests(std::size_t poi) {
        Parameter const& strength = likelihood_.parameters()[poi];
        summary_.parameter_of_interest = strength.name;
        summary_.toy_strength = options_.toy_strength;
        bool const is_constrained = strength.constraint != Constraint::none;
        std::string const why = strength.is_idle                        ? " changes no bin"
                                : strength.is_fixed                     ? " is fixed to " + significant(strength.start)
                                : summary_.best.covariance.is_flat(poi) ? " is not determined"
                                : is_constrained                        ? " is constrained by an auxiliary measurement"
                                                                        : "";
        bool const has_impacts = options_.with_impacts && (why.empty() || (is_constrained && !strength.is_fixed));
        std::string const left_out = asked(!has_impacts);
        if (!why.empty() && !left_out.empty()) add_note(summary_.notes, strength.name + why + ": no " + left_out + ".");
        if (has_impacts) {
            attempt("impacts", [&] { summary_.impacts = impacts(likelihood_, data_, summary_.best, poi); });
        }
        if (!why.empty()) return;
        attempt("tests of " + strength.name, [&] { run_tests(poi); });
        if (options_.toys > 0) {
            attempt("toys", [&] {
                summary_.toys = toy_levels(likelihood_, data_, options_.toy_strength,
                                           {options_.toys, options_.seed, options_.threads});
                note_what_toys_lack();
            });
        }
    }

    /// Notes a limit at which the model ends: beyond it a bin without events would expect less than 0.
    void note_limit_of_model(double limit, std::size_t poi) {
        constexpr double forced = 1e-4;  // further below 0 than other parameters could hold the bin
        Fixed const at{poi, limit};
        TwiceNll nll{likelihood_, data_};
        auto const x = fit(nll, likelihood_.parameters(), {&at, 1}, summary_.best.minimum.x).x;
        if (auto const bin = bin_at_zero(likelihood_, data_, x, forced)) {
            add_note(summary_.notes, "The limit on " + summary_.parameter_of_interest +
                                         " is where the model ends, not where it is excluded: beyond it less than "
                                         "nothing is expected in " +
                                         *bin + ".");
        }
    }

    /// Notes strengths beyond the limit that are not excluded: a systematic effect may absorb their signal.
    void note_cls_beyond(HypothesisTest& test, double limit) {
        for (double const factor : {1.5, 3.0}) {
            double const cls = test.levels(factor * limit).cls;
            if (!(cls > 0.05)) continue;
            add_note(summary_.notes, "Beyond the limit on " + summary_.parameter_of_interest +
                                         " CLs rises again: it is " + significant(cls) + " at " +
                                         significant(factor * limit) + ".");
            return;
        }
    }

    void note_what_toys_lack() {
        ToyLevels const& toys = *summary_.toys;
        if (!(toys.background > 0)) {
            add_note(summary_.notes, "No CLs of toys: none of the " + std::to_string(options_.toys) +
                                         " without signal has a statistic this large. Ask for more toys.");
        }
        if (toys.background > 0 && !(toys.signal_and_background > 0)) {
            add_note(summary_.notes, "CLs of toys is 0 without an uncertainty: none of the " +
                                         std::to_string(options_.toys) +
                                         " with the signal has a statistic "
                                         "this large.");
        }
        if (toys.failed > 0) {
            add_note(summary_.notes, std::to_string(toys.failed) + " of " + std::to_string(2 * options_.toys) +
                                         (toys.failed == 1 ? " toys is left out: its fit finds"
                                                           : " toys are left out: their fits find") +
                                         " no minimum.");
        }
        auto const is_lacking = [](double cls) { return !std::isfinite(cls); };
        auto const lacking = std::count_if(toys.expected.begin(), toys.expected.end(), is_lacking);
        if (lacking == 0) return;
        add_note(summary_.notes, std::to_string(lacking) + " of the " + std::to_string(toys.expected.size()) +
                                     " expected CLs of toys " + (lacking == 1 ? "is" : "are") +
                                     " not known: the statistic of " + significant(options_.toy_strength) +
                                     " is not a finite number there.");
    }

    /// Adds the limit, and keeps it if checks of it fail.
    void add_limit(HypothesisTest& test, std::size_t poi) {
        attempt("upper limit on " + summary_.parameter_of_interest, [&] { summary_.limit = test.upper_limit(); });
        if (!summary_.limit) return;
        add_notes(summary_.notes, summary_.limit->notes);
        double const limit = summary_.limit->observed;
        if (std::isnan(limit)) return;
        attempt("check whether the model ends at the limit", [&] { note_limit_of_model(limit, poi); });
        attempt("check beyond the limit", [&] { note_cls_beyond(test, limit); });
    }

    void run_tests(std::size_t poi) {
        if (!options_.limit && !options_.discovery) return;
        Parameter const& strength = likelihood_.parameters()[poi];
        HypothesisTest test{likelihood_, data_, Statistic::q_tilde, {}, summary_.best.minimum.x};
        if (options_.limit) add_limit(test, poi);
        if (options_.discovery) {
            attempt("significance of " + strength.name, [&] { summary_.discovery = test.discovery(); });
        }
        bool const is_inside = test.best_strength() >= strength.low && test.best_strength() <= strength.high;
        double const noise = 1e-7 + 1e-13 * std::fabs(test.best().value);
        if (is_inside && test.best().value < summary_.best.minimum.value - noise) undercut_ = test.best().x;
        if (!is_inside && (summary_.limit || summary_.discovery)) {
            add_note(summary_.notes, "Limit and significance of " + strength.name +
                                         " are of fits without its bound (best " + significant(test.best_strength()) +
                                         ").");
        }
    }

    Likelihood const& likelihood_;
    Data const& data_;
    SummaryOptions const& options_;
    std::vector<double> const& start_;
    Summary summary_;
    Notes notes_of_strengths_;
    std::vector<double> undercut_;
};

}  // namespace

Summary summarise(Likelihood const& free, Data const& data, SummaryOptions const& options) {
    constexpr int most_attempts = 4;
    Likelihood const likelihood = with_fixed(free, options.fixed);
    std::vector<double> start;
    for (int n = 1;; ++n) {
        Summariser summariser{likelihood, data, options, start};
        auto summary = summariser.run();
        if (summariser.undercut().empty() || n == most_attempts) return summary;
        start = summariser.undercut();
    }
}

}  // namespace jetseq::fit
