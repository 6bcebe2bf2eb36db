#include "workflow/fit/fit_plan.hpp"

#include "core/text/read_number.hpp"

namespace jetseq::workflow {
namespace {

/// A workspace has observed data; for events data are made, unless data.files are asked for.
fit::DataKind data_kind_of(Config& config, bool is_workspace) {
    bool const is_made = config.has("data.strengths") && !config.has("data.kind");
    auto const kind =
        config.one_of("data.kind", {"observed", "asimov", "pseudo", "events"}, is_workspace && !is_made ? 0 : 1);
    if (kind == 3 && is_workspace) {
        config.fail("data.kind", "is 'events' (a workspace holds its data). Set it to observed, asimov or pseudo");
    }
    if (kind == 0 && !is_workspace) {
        config.fail("data.kind", "is 'observed' (of a workspace). Set it to events, and data.files");
    }
    if (kind == 0 && config.has("data.strengths")) {
        config.fail("data.strengths",
                    "is given for observed data (it says what is true in data that are made). Set "
                    "data.kind to asimov or pseudo, or remove it");
    }
    return kind == 3 ? fit::DataKind::observed : static_cast<fit::DataKind>(kind);
}

}  // namespace

double number_of(Config const& config, std::string const& key, std::string const& text) {
    double value = 0;
    if (std::string const why = read_number(text, value); !why.empty()) config.fail(key, "holds a value that " + why);
    return value;
}

std::vector<fit::Fixed> fixed_parameters(fit::Likelihood const& likelihood, FitPlan const& plan) {
    std::vector<fit::Fixed> fixed;
    for (auto const& [name, value] : plan.fixed) {
        fixed.push_back({likelihood.index_of(name), value});
        likelihood.require_fixable(fixed.back().parameter, value);
    }
    return fixed;
}

FitPlan read_fit_plan(Config& config) {
    FitPlan plan;
    plan.title = config.get("title", std::string{"Fit"});
    plan.notes = config.get("notes", std::vector<std::string>{});
    plan.workspace = config.get("workspace", std::string{});
    bool const is_workspace = !plan.workspace.empty();
    if (!is_workspace && config.has("measurement")) {  // before the events are read
        config.fail("measurement", "has no effect on events (it is for a workspace). Remove it");
    }
    if (config.has("toys.strength") && !config.has("toys.count")) {
        config.fail("toys.strength", "has no effect without toys.count. Set that too");
    }
    if (is_workspace) {
        plan.measurement = config.get("measurement", std::string{});
        auto const poi = config.get("poi", std::string{});
        if (config.has("poi")) plan.poi = poi == "none" ? "" : poi;
    }
    plan.fixed = config.named_numbers("fixed");
    plan.data_kind = data_kind_of(config, is_workspace);
    plan.data_strengths = config.named_numbers("data.strengths");
    plan.kappas = config.get("kappas", std::map<std::string, std::string>{});
    auto& summary = plan.summary;
    summary.scans = config.get("scans", summary.scans);
    summary.limit = config.get("limit", summary.limit);
    summary.discovery = config.get("discovery", summary.discovery);
    summary.with_impacts = config.get("impacts", summary.with_impacts);
    summary.toys = config.get("toys.count", static_cast<unsigned long>(summary.toys));
    summary.toy_strength = config.get("toys.strength", summary.toy_strength);
    summary.seed = config.get("seed", static_cast<unsigned long>(summary.seed));
    summary.threads = config.get("threads", summary.threads);
    if (plan.poi == "" && summary.toys > 0) {
        config.fail("toys.count",
                    "has no effect with poi: none (toys are of the parameter of interest). Remove one of "
                    "them");
    }
    if (summary.toys == 0 && plan.data_kind != fit::DataKind::pseudo) {
        config.note_without_effect("seed", "it is only used with toys.count above 0 or data.kind: pseudo");
    }
    return plan;
}

}  // namespace jetseq::workflow
