#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <span>
#include <sstream>

#include "apps/fit_info.hpp"
#include "apps/options/command.hpp"
#include "apps/options/overrides.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/inputs.hpp"
#include "core/io/output_file.hpp"
#include "core/io/output_folder.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "core/version.hpp"
#include "fit/summary/summary_html.hpp"
#include "fit/summary/summary_json.hpp"
#include "fit/summary/summary_plots.hpp"
#include "fit/workspace/workspace_read.hpp"
#include "fit/workspace/workspace_write.hpp"
#include "report/page/html_table.hpp"
#include "workflow/fit/fit_config.hpp"
#include "workflow/models/run_outputs.hpp"

namespace jetseq {
namespace {

/// One way to sort events into categories, and what it gives on the events that did not choose it.
struct Selection {
    std::string name;
    fit::Binning binning;
    double error;                          ///< expected, of the parameter of interest
    std::optional<fit::UpperLimit> limit;  ///< expected without signal
};

std::vector<fit::Fixed> fixed_of(fit::Likelihood const& likelihood, FitPlan const& plan) {
    std::vector<fit::Fixed> fixed;
    for (auto const& [name, value] : plan.fixed) {
        fixed.push_back({likelihood.index_of(name), value});
        likelihood.require_fixable(fixed.back().parameter, value);
    }
    return fixed;
}

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

/// The data that are asked for. `origin`: of the data that the likelihood has.
fit::MadeData data_of(fit::Likelihood const& likelihood, FitPlan const& plan, fit::DataOrigin origin = {}) {
    if (plan.data_kind == fit::DataKind::observed) return {likelihood.observed(), std::move(origin)};
    return fit::made_data(likelihood, plan.data_kind, plan.data_strengths, plan.summary.seed);
}

fit::Summary summary_of(fit::Likelihood const& likelihood, fit::MadeData const& made, fit::BinEdges const& edges,
                        FitPlan const& plan) {
    auto options = plan.summary;
    options.fixed = fixed_of(likelihood, plan);
    options.kappas = kappas_of(likelihood, plan);
    auto summary = fit::summarise(likelihood, made.data, options);
    summary.title = plan.title, summary.edges = edges, summary.origin = made.origin;
    auto notes = plan.notes;
    fit::add_notes(notes, summary.notes);
    summary.notes = std::move(notes);
    return summary;
}

fit::UpperLimit limit_without_signal(fit::Categories const& categories, FitPlan const& plan) {
    fit::Likelihood likelihood{categories.workspace, categories.workspace.measurements.front()};
    for (auto const& fixed : fixed_of(likelihood, plan)) likelihood.fix(fixed.parameter, fixed.value);
    auto truth = likelihood.starts();
    for (auto const& [name, value] : plan.data_strengths) truth[likelihood.index_of(name)] = value;
    truth[*likelihood.parameter_of_interest()] = 0;
    auto const data = likelihood.asimov(truth);
    return fit::HypothesisTest{likelihood, data}.upper_limit();
}

Selection measured(std::string const& name, fit::Binning const& binning, FitEvents const& events, FitPlan const& plan) {
    auto const categories = fit::categories_of(events.samples, binning, events.options, fit::Half::to_measure);
    Selection selection{name, binning, NAN, {}};
    if (plan.fixed.count(events.options.parameter_of_interest) > 0) return selection;  // the fit says so
    selection.error = fit::expected_error(categories, plan.fixed);
    try {
        if (plan.summary.limit) selection.limit = limit_without_signal(categories, plan);
    } catch (Error const&) {
        // out of reach: the table has a dash
    }
    return selection;
}

std::string thresholds_text(std::vector<double> const& thresholds) {
    std::vector<std::string> words;
    words.reserve(thresholds.size());
    for (double const t : thresholds) words.push_back(significant(t, 4));
    return thresholds.empty() ? "no categories" : "score in categories at " + joined(words);
}

/// The chosen thresholds, no categories, and the cuts where they are known: all on the half that chose nothing.
std::vector<Selection> selections_of(FitEvents const& events, FitPlan const& plan) {
    std::vector<Selection> all{measured(thresholds_text(events.binning.thresholds), events.binning, events, plan)};
    fit::Binning cuts{{}, true, events.binning.edges}, none{{}, false, events.binning.edges};
    bool with_cuts = true;
    for (auto const& sample : events.samples) with_cuts = with_cuts && sample.passes_cuts.size() == sample.size();
    if (with_cuts) all.push_back(measured("cut-based category", cuts, events, plan));
    try {
        all.push_back(measured("no categories", none, events, plan));
    } catch (Error const&) {
        // several strengths can't be told apart in one category
    }
    return all;
}

Json json_of(std::vector<Selection> const& selections, fit::ThresholdChoice const& choice) {
    Json json;
    json["thresholds"] = selections.front().binning.thresholds;
    json["expected_error_where_chosen"] = choice.thresholds.empty() ? Json(nullptr) : Json(choice.error);
    for (auto const& [threshold, error] : choice.scanned) {
        json["scan"].push_back({threshold, std::isfinite(error) ? Json(error) : Json(nullptr)});
    }
    for (auto const& selection : selections) {
        Json entry{{"name", selection.name}, {"expected_error", selection.error}};
        if (selection.limit) entry["expected_limit"] = selection.limit->expected;
        json["selections"].push_back(entry);
    }
    return json;
}

std::string html_of(std::vector<Selection> const& selections, std::string const& poi) {
    HtmlTable table{
        "Expected on the half of the events that chose no threshold. Uncertainty: for strengths of 1; limit: "
        "95 % CLs without a signal.",
        {"Selection", "uncertainty of " + poi, "relative to the first", "limit on " + poi}};
    for (auto const& s : selections) {
        table.add_row({s.name, significant(s.error, 4), fixed(s.error / selections.front().error, 3),
                       s.limit ? limit_text(s.limit->expected[2]) : "&ndash;"});
    }
    return "<section>\n<h2>What the categories are worth</h2>\n" + table.html() + "</section>\n";
}

/// Behind a result that is not of observed data: how it came about.
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
                  << " at 95 % CLs, expected without signal " << limit_text(summary.limit->expected[2])
                  << from_made(summary) << '\n';
    }
    std::cout << "  goodness of fit: " << fit::in_words(summary.quality) << '\n';
}

/// Whether `file` has not been written since `result`, with which its fit has written it.
bool is_as_old_as(std::string const& file, std::string const& result) {
    std::error_code error;
    return std::filesystem::last_write_time(file, error) <= std::filesystem::last_write_time(result, error);
}

/// Files of the earlier fit in `out`, according to its fit.json. To be called before fit.json is replaced.
std::vector<OwnFiles> files_of_fits(std::string const& out) {
    auto const before = Json::parse(text_of_output(out + "/fit.json"), nullptr, false);
    bool const was_fit = before.is_object() && before.value("kind", Json{}) == Json("jetseq_fit");
    auto const configuration = was_fit ? before.value("configuration", Json("")) : Json("");
    std::string const workspace = out + "/workspace.json", edges = out + "/workspace.edges.json";
    bool const made_workspace = was_fit && before.contains("categories") && !is_input(workspace) &&
                                kind_of_file(workspace).what == "a pyhf workspace" &&
                                kind_of_file(edges).what == "the bin edges beside a workspace" &&
                                is_as_old_as(workspace, out + "/fit.json") && is_as_old_as(edges, out + "/fit.json");
    return {{"plots", std::regex{"(contour|kappa_contour|impacts|pulls|yields|scan_.*)\\.svg"},
             begin_with(plot::svg_begins)},
            {"", std::regex{"config\\.yaml"},
             [configuration, keeps = is_input(workspace)](std::string const& path) {
                 return !keeps && configuration != Json("") && configuration == Json(text_of_output(path));
             }},
            {"", std::regex{"workspace(\\.edges)?\\.json"}, [made_workspace](auto const&) { return made_workspace; }}};
}

/// Writes everything, `files` with it, and says so.
void write(OutputFiles& files, std::string const& out, fit::Summary const& summary, Json const& json,
           std::string const& more_html, std::string const& configuration) {
    Json whole{
        {"kind", "jetseq_fit"}, {"format_version", 1}, {"jetseq_version", version()}, {"git_revision", git_revision()}};
    whole.update(fit::json_of(summary));
    whole.update(json);
    whole["configuration"] = configuration;
    files.add(out + "/fit.json", text_of(whole, 1) + "\n");
    auto section = summary;
    section.title = "Strengths and limits";  // the page has the title already
    files.add(out + "/fit.html", fit::page_of(summary.title, more_html + fit::html_of(section)));
    if (!configuration.empty()) files.add(out + "/config.yaml", configuration);
    auto const plots = fit::plots_of(summary);
    for (auto const& [name, plot] : plots) files.add(out + "/plots/" + name + ".svg", plot::svg(plot));
    auto const of_fits = files_of_fits(out);
    {
        PostponedInterrupts const together;
        files.commit();
        remove_leftovers(out, of_fits, files.paths());
    }
    for (auto const& path : files.paths()) std::cout << "wrote " << path << '\n';
}

/// Says which measurement was taken where nobody has chosen one of several.
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

void fit_workspace(FitPlan plan, std::string const& out, std::string const& configuration) {
    auto const workspace = fit::read_workspace(plan.workspace);
    if (plan.measurement.empty()) note_choice(plan.notes, workspace);
    fit::Likelihood likelihood{workspace, fit::measurement_of(workspace, plan.measurement)};
    if (plan.poi) likelihood.choose_parameter_of_interest(*plan.poi);
    auto const edges = fit::read_bin_edges(plan.workspace, workspace);
    auto const made = data_of(likelihood, plan, fit::read_origin(plan.workspace, workspace));
    auto const summary = summary_of(likelihood, made, edges, plan);
    print(summary);
    auto const held = folder_when_free(out);
    require_place_for_fit(out, !configuration.empty());  // a training may have run meanwhile
    OutputFiles files;
    write(files, out, summary, Json::object(), "", configuration);
}

/// Bounds of the strengths for pyhf, which would stop at 10: ours has no upper one.
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

void fit_events(FitPlan const& plan, FitEvents events, std::string const& out, std::string const& configuration) {
    fit::ThresholdChoice choice;
    if (events.n_thresholds > 0) {
        choice = fit::choose_thresholds(events.samples, events.binning, events.options, plan.fixed, events.n_thresholds,
                                        events.step);
        events.binning.thresholds = choice.thresholds;
    }
    auto const selections = selections_of(events, plan);
    for (auto const& s : selections) {
        std::cout << "  " << s.name << ": uncertainty of " << events.options.parameter_of_interest << ' '
                  << significant(s.error, 4) << (s.limit ? ", limit " + limit_text(s.limit->expected[2]) : "") << '\n';
    }
    auto categories = fit::categories_of(events.samples, events.binning, events.options, fit::Half::to_measure);
    if (plan.data_kind == fit::DataKind::observed) fit::observe(categories, events.data, events.binning);
    fit::Likelihood const likelihood{categories.workspace, categories.workspace.measurements.front()};
    auto const made = data_of(likelihood, plan);
    auto const summary = summary_of(likelihood, made, categories.edges, plan);
    print(summary);
    auto workspace = categories.workspace;
    for (std::size_t c = 0; c < workspace.channels.size(); ++c) {
        auto const first = made.data.bins.begin() + static_cast<std::ptrdiff_t>(likelihood.channels()[c].first);
        std::copy_n(first, workspace.channels[c].observed.size(), workspace.channels[c].observed.begin());
    }
    auto const held = folder_when_free(out);
    require_place_for_fit(out, !configuration.empty());  // a training may have run meanwhile
    if (made.origin.kind != fit::DataKind::observed) {
        workspace.measurements.front().name = fit::label_of(made.origin);  // the format has no other place for it
    }
    bound_for_pyhf(workspace.measurements.front(), summary);
    OutputFiles files;
    fit::add_workspace(files, out + "/workspace.json", workspace, categories.edges, made.origin);
    write(files, out, summary, {{"categories", json_of(selections, choice)}},
          html_of(selections, events.options.parameter_of_interest), configuration);
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
    require_place_for_fit(out, !path.ends_with(".json"));
    for (std::string const file : {"config.yaml", "fit.json"}) announce_output(out + "/" + file);
    require_kind_of_output(out + "/fit.json", {"the result of a fit"});
    if (path.ends_with(".json")) {
        if (line.has("set")) throw UsageError{"fit: --set is for a configuration, and " + path + " is a workspace"};
        FitPlan plan;
        plan.title = "Fit of " + path, plan.workspace = path;
        fit_workspace(plan, out, "");
    } else {
        Terminal terminal;
        Config config{path, given_overrides(line), fit_keys()};
        auto plan = read_fit_plan(config);
        std::optional<FitEvents> events;
        if (plan.workspace.empty()) events = read_fit_events(config, plan, terminal);
        config.refuse_unread_keys();
        terminal.notes(config.notes());
        if (events) {
            fit_events(plan, *events, out, config.effective());
        } else {
            fit_workspace(plan, out, config.effective());
        }
    }
    std::cout << "next: open " << out << "/fit.html in a browser\n";
    return 0;
}

}  // namespace jetseq
