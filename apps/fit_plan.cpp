#include "jetseq/apps/fit_plan.hpp"

#include <cmath>
#include <cstdlib>

namespace jetseq {
namespace {

std::map<std::string, double> numbers(Config& config, std::string const& key) {
    std::map<std::string, double> result;
    for (auto const& [name, text] : config.get(key, std::map<std::string, std::string>{})) {
        result[name] = number_of(config, key, text);
    }
    return result;
}

}  // namespace

double number_of(Config const& config, std::string const& key, std::string const& text) {
    char* end = nullptr;
    double const value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(value))
        config.fail(key, "holds '" + text + "' (a number expected)");
    return value;
}

FitPlan read_fit_plan(Config& config) {
    FitPlan plan;
    plan.title = config.get("title", std::string{"Fit"});
    plan.notes = config.get("notes", std::vector<std::string>{});
    plan.workspace = config.get("workspace", std::string{});
    plan.measurement = config.get("measurement", std::string{});
    plan.fixed = numbers(config, "fixed");
    plan.data_kind = static_cast<FitPlan::DataKind>(config.one_of("data.kind", {"asimov", "pseudo", "events"}, 0));
    plan.data_strengths = numbers(config, "data.strengths");
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
    return plan;
}

}  // namespace jetseq
