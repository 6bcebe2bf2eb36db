#include <cmath>
#include <iostream>
#include <optional>
#include <utility>

#include "apps/options/command.hpp"
#include "apps/options/overrides.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/io/inputs.hpp"
#include "core/io/output_file.hpp"
#include "core/io/output_folder.hpp"
#include "core/text/number_text.hpp"
#include "workflow/fit/fit_outputs.hpp"
#include "workflow/models/run_outputs.hpp"

namespace jetseq::apps {
namespace {

/// The text after a result of generated data, which says how the data were made.
std::string from_made(fit::Summary const& summary) {
    switch (summary.origin.kind) {
        case fit::DataKind::asimov:
            return " (expected)";
        case fit::DataKind::pseudo:
            return " (pseudo-data)";
        default:
            return "";
    }
}

void print(fit::Summary const& summary) {
    bool const is_observed = summary.origin.kind == fit::DataKind::observed;
    std::cout << "  measurement '" << summary.measurement << "', "
              << (is_observed ? "data as observed" : fit::label_of(summary.origin)) << '\n';
    for (auto const& note : summary.notes) std::cout << "note: " << note << '\n';
    for (auto const* list : {&summary.strengths, &summary.kappas}) {
        for (auto const& s : *list) {
            std::cout << "  " << s.name << " = " << significant(s.value, 4);
            if (!std::isnan(s.one_sigma.low)) {
                std::cout << " -" << significant(s.value - s.one_sigma.low, 4) << " +"
                          << significant(s.one_sigma.high - s.value, 4);
            }
            std::cout << from_made(summary) << '\n';
        }
    }
    if (summary.limit) {
        double const observed = summary.limit->observed;
        std::cout << "  " << summary.parameter_of_interest
                  << (std::isnan(observed) ? ": no observed limit" : " < " + significant(observed, 4))
                  << " at 95 % CLs, expected without signal " << fit::limit_text(summary.limit->expected[2])
                  << from_made(summary) << '\n';
    }
    std::cout << "  goodness of fit: " << fit::in_words(summary.quality) << '\n';
}

void print(workflow::CategoryStudy const& study) {
    for (auto const& choice : study.choices) {
        std::cout << "  " << choice.name << ": uncertainty of " << study.parameter_of_interest << ' '
                  << significant(choice.error, 4)
                  << (choice.limit ? ", limit " + fit::limit_text(choice.limit->expected[2]) : "") << '\n';
    }
}

/// Writes all files and prints their names.
void write(std::string const& out, workflow::FitOutcome const& outcome, std::string const& configuration) {
    auto const held = folder_when_free(out);
    workflow::require_place_for_fit(out, !configuration.empty());  // a training may have begun meanwhile
    OutputFiles files;
    workflow::add_fit(files, out, outcome, configuration);
    auto const of_fits = workflow::files_of_fits(out);
    {
        PostponedInterrupts const together;
        files.commit();
        remove_leftovers(out, of_fits, files.paths());
    }
    for (auto const& path : files.paths()) std::cout << "wrote " << path << '\n';
}

workflow::FitOutcome fitted_events(workflow::FitPlan const& plan, workflow::FitEvents const& events) {
    auto study = workflow::study_categories(events, plan);
    print(study);
    return workflow::fit_events(plan, events, std::move(study));
}

void fit_configured(std::string const& path, Strings const& overrides, std::string const& out) {
    Terminal terminal;
    workflow::Config config{path, overrides, workflow::fit_keys()};
    auto plan = workflow::read_fit_plan(config);
    std::optional<workflow::FitEvents> events;
    if (plan.workspace.empty()) events = workflow::read_fit_events(config, plan, terminal);
    config.refuse_unread_keys();
    terminal.notes(config.notes());
    auto const outcome = events ? fitted_events(plan, *events) : workflow::fit_workspace(plan);
    print(outcome.summary);
    write(out, outcome, config.effective());
}

void fit_file(std::string const& path, std::string const& out) {
    workflow::FitPlan plan;
    plan.title = "Fit of " + path, plan.workspace = path;
    auto const outcome = workflow::fit_workspace(plan);
    print(outcome.summary);
    write(out, outcome, "");
}

}  // namespace

int run_fit(int argc, char** argv) {
    cxxopts::Options syntax{
        "jetseq fit", "Categories of scored events, or a pyhf workspace -> signal strengths, couplings, limits.\n"};
    syntax.add_options()("config", "configuration (configs/fit_*.yaml), or a pyhf workspace",
                         cxxopts::value<std::string>())(
        "out", "folder for fit.html, fit.json, workspace.json and the plots", cxxopts::value<std::string>());
    add_overrides(syntax);
    syntax.positional_help("CONFIG|WORKSPACE.json --out DIR");
    CommandLine const line{syntax, {"config"}, {"config", "out"}, argc, argv};
    if (line.help()) return 0;

    std::string const path = line.get<std::string>("config"), out = line.get<std::string>("out");
    require_folder_or_nothing(out);
    workflow::require_place_for_fit(out, !path.ends_with(".json"));
    for (std::string const file : {"config.yaml", "fit.json"}) announce_output(out + "/" + file);
    require_kind_of_output(out + "/fit.json", {"the result of a fit"});
    if (path.ends_with(".json")) {
        if (line.has("set")) throw UsageError{"fit: --set is for a configuration, but " + path + " is a workspace"};
        fit_file(path, out);
    } else {
        fit_configured(path, given_overrides(line), out);
    }
    std::cout << "next: open " << out << "/fit.html in a browser\n";
    return 0;
}

}  // namespace jetseq::apps
