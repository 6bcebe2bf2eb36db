#include "workflow/fit/category_study.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "report/page/html_table.hpp"

namespace jetseq::workflow {
namespace {

fit::UpperLimit limit_without_signal(fit::Categories const& categories, FitPlan const& plan) {
    fit::Likelihood likelihood{categories.workspace, categories.workspace.measurements.front()};
    for (auto const& fixed : fixed_parameters(likelihood, plan)) likelihood.fix(fixed.parameter, fixed.value);
    auto truth = likelihood.starts();
    for (auto const& [name, value] : plan.data_strengths) truth[likelihood.index_of(name)] = value;
    truth[*likelihood.parameter_of_interest()] = 0;
    auto const data = likelihood.asimov(truth);
    return fit::HypothesisTest{likelihood, data}.upper_limit();
}

CategoryChoice measured(std::string const& name, fit::Binning const& binning, FitEvents const& events,
                        FitPlan const& plan) {
    auto const categories = fit::categories_of(events.samples, binning, events.options, fit::Half::to_measure);
    CategoryChoice choice{name, binning, NAN, {}};
    if (plan.fixed.count(events.options.parameter_of_interest) > 0) return choice;  // the fit fails with a message
    choice.error = fit::expected_error(categories, plan.fixed);
    try {
        if (plan.summary.limit) choice.limit = limit_without_signal(categories, plan);
    } catch (Error const&) {
        // out of reach: the table shows a dash
    }
    return choice;
}

std::string thresholds_text(std::vector<double> const& thresholds) {
    std::vector<std::string> words;
    words.reserve(thresholds.size());
    for (double const t : thresholds) words.push_back(significant(t, 4));
    return thresholds.empty() ? "no categories" : "score in categories at " + joined(words);
}

bool is_known_whether_cuts_pass(std::vector<fit::ScoredSample> const& samples) {
    return std::all_of(samples.begin(), samples.end(),
                       [](auto const& sample) { return sample.passes_cuts.size() == sample.size(); });
}

}  // namespace

CategoryStudy study_categories(FitEvents const& events, FitPlan const& plan) {
    CategoryStudy study{events.options.parameter_of_interest, {}, {}};
    fit::Binning binning = events.binning;
    if (events.n_thresholds > 0) {
        study.thresholds = fit::choose_thresholds(events.samples, binning, events.options, plan.fixed,
                                                  events.n_thresholds, events.step);
        binning.thresholds = study.thresholds.thresholds;
    }
    fit::Binning const cuts{{}, true, binning.edges}, none{{}, false, binning.edges};
    study.choices.push_back(measured(thresholds_text(binning.thresholds), binning, events, plan));
    if (is_known_whether_cuts_pass(events.samples)) {
        study.choices.push_back(measured("cut-based category", cuts, events, plan));
    }
    try {
        study.choices.push_back(measured("no categories", none, events, plan));
    } catch (Error const&) {
        // one category can't distinguish several strengths
    }
    return study;
}

Json json_of(CategoryStudy const& study) {
    auto const& [thresholds, error, scanned] = study.thresholds;
    Json json;
    json["thresholds"] = study.choices.front().binning.thresholds;
    json["expected_error_where_chosen"] = thresholds.empty() ? Json(nullptr) : Json(error);
    for (auto const& [threshold, its_error] : scanned) {
        json["scan"].push_back({threshold, std::isfinite(its_error) ? Json(its_error) : Json(nullptr)});
    }
    for (auto const& choice : study.choices) {
        Json entry{{"name", choice.name}, {"expected_error", choice.error}};
        if (choice.limit) entry["expected_limit"] = choice.limit->expected;
        json["selections"].push_back(entry);
    }
    return json;
}

std::string html_of(CategoryStudy const& study) {
    std::string const& poi = study.parameter_of_interest;
    report::HtmlTable table{
        "Expected on the half of the events that chose no threshold. Uncertainty: for strengths of 1; limit: "
        "95 % CLs without a signal.",
        {"Selection", "uncertainty of " + poi, "relative to the first", "limit on " + poi}};
    for (auto const& choice : study.choices) {
        table.add_row({choice.name, significant(choice.error, 4), fixed(choice.error / study.choices.front().error, 3),
                       choice.limit ? fit::limit_text(choice.limit->expected[2]) : "&ndash;"});
    }
    return "<section>\n<h2>Expected precision of the categories</h2>\n" + table.html() + "</section>\n";
}

}  // namespace jetseq::workflow
