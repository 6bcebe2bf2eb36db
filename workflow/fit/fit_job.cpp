#include "workflow/fit/fit_job.hpp"

#include <algorithm>
#include <span>
#include <sstream>
#include <utility>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "fit/workspace/bin_edges.hpp"
#include "fit/workspace/workspace_read.hpp"

namespace jetseq::workflow {
namespace {

std::vector<fit::RateFormula> kappas_of(fit::Likelihood const& likelihood, FitPlan const& plan) {
    std::vector<fit::RateFormula> formulas;
    for (auto const& [strength, rate] : plan.kappas) {
        std::istringstream words{rate};
        std::string production, decay, more;
        if (!(words >> production >> decay) || words >> more) {
            throw Error{"kappas: '" + strength + "' has the rate '" + rate +
                        "' (a production and a decay expected). Write it as in `" + strength + ": VBF VV`"};
        }
        auto const& parameter = likelihood.parameters()[likelihood.index_of(strength)];
        if (parameter.is_fixed || parameter.constraint != fit::Constraint::none || plan.fixed.count(strength) > 0) {
            throw Error{"kappas: '" + strength +
                        "' is fixed or constrained (it would follow from the kappas). Leave it free, or out of kappas"};
        }
        formulas.push_back({likelihood.index_of(strength), fit::production_named(production), fit::decay_named(decay)});
    }
    return formulas;
}

/// The data that `plan` asks for. `origin`: of the likelihood's observed data.
fit::MadeData data_of(fit::Likelihood const& likelihood, FitPlan const& plan, fit::DataOrigin origin = {}) {
    if (plan.data_kind == fit::DataKind::observed) return {likelihood.observed(), std::move(origin)};
    return fit::made_data(likelihood, plan.data_kind, plan.data_strengths, plan.summary.seed);
}

fit::Summary summary_of(fit::Likelihood const& likelihood, fit::MadeData const& made, fit::BinEdges const& edges,
                        FitPlan const& plan) {
    auto options = plan.summary;
    options.fixed = fixed_parameters(likelihood, plan);
    options.kappas = kappas_of(likelihood, plan);
    auto summary = fit::summarise(likelihood, made.data, options);
    summary.title = plan.title, summary.edges = edges, summary.origin = made.origin;
    auto notes = plan.notes;
    fit::add_notes(notes, summary.notes);
    summary.notes = std::move(notes);
    return summary;
}

/// Notes which of several measurements is fitted if none was chosen.
void note_choice(fit::Notes& notes, fit::Workspace const& workspace) {
    auto const& all = workspace.measurements;
    if (all.size() < 2) return;
    auto const named = [](fit::Measurement const& m) {
        return "'" + m.name + "'" + (m.parameter_of_interest.empty() ? "" : " (of " + m.parameter_of_interest + ")");
    };
    std::vector<std::string> others;
    for (auto const& other : std::span{all}.subspan(1)) others.push_back(named(other));
    fit::add_note(notes, "Measurement " + named(all.front()) + " is taken, the first of " + std::to_string(all.size()) +
                             "; the others: " + joined(others) + ". Choose with `measurement: NAME`.");
}

/// Replaces the observed data by the fitted ones.
void observe(fit::Workspace& workspace, fit::Likelihood const& likelihood, fit::Data const& data) {
    for (std::size_t c = 0; c < workspace.channels.size(); ++c) {
        auto const first = data.bins.begin() + static_cast<std::ptrdiff_t>(likelihood.channels()[c].first);
        std::copy_n(first, workspace.channels[c].observed.size(), workspace.channels[c].observed.begin());
    }
}

/// Gives the strengths upper bounds for pyhf, whose default is 10; here the default is none.
void bound_for_pyhf(fit::Measurement& measurement, fit::Summary const& summary) {
    constexpr double usual = 100;
    for (auto& setting : measurement.settings) {
        if (!setting.bounds.empty()) continue;
        double high = usual;
        for (auto const& parameter : summary.best.parameters) {
            if (parameter.name == setting.name) high = std::max(high, 10 * parameter.value);
        }
        setting.bounds = {{0, high}};
    }
}

}  // namespace

FitOutcome fit_workspace(FitPlan plan) {
    auto const workspace = fit::read_workspace(plan.workspace);
    if (plan.measurement.empty()) note_choice(plan.notes, workspace);
    fit::Likelihood likelihood{workspace, fit::measurement_of(workspace, plan.measurement)};
    if (plan.poi) likelihood.choose_parameter_of_interest(*plan.poi);
    auto const edges = fit::read_bin_edges(plan.workspace, workspace);
    auto const made = data_of(likelihood, plan, fit::read_origin(plan.workspace, workspace));
    return {summary_of(likelihood, made, edges, plan), {}, {}};
}

FitOutcome fit_events(FitPlan const& plan, FitEvents const& events, CategoryStudy study) {
    auto const& binning = study.choices.front().binning;
    auto categories = fit::categories_of(events.samples, binning, events.options, fit::Half::to_measure);
    if (plan.data_kind == fit::DataKind::observed) fit::observe(categories, events.data, binning);
    fit::Likelihood const likelihood{categories.workspace, categories.workspace.measurements.front()};
    auto const made = data_of(likelihood, plan);
    auto summary = summary_of(likelihood, made, categories.edges, plan);
    auto workspace = std::move(categories.workspace);
    observe(workspace, likelihood, made.data);
    auto& measurement = workspace.measurements.front();
    if (made.origin.kind != fit::DataKind::observed)
        measurement.name = fit::label_of(made.origin);  // the format has no other place
    bound_for_pyhf(measurement, summary);
    return {std::move(summary), std::move(study), MadeWorkspace{std::move(workspace), categories.edges, made.origin}};
}

}  // namespace jetseq::workflow
