#include "workflow/fit/fit_outputs.hpp"

#include <filesystem>

#include "core/io/file_kind.hpp"
#include "core/io/inputs.hpp"
#include "core/version.hpp"
#include "fit/summary/summary_html.hpp"
#include "fit/summary/summary_json.hpp"
#include "fit/summary/summary_plots.hpp"
#include "fit/workspace/workspace_write.hpp"

namespace jetseq::workflow {
namespace {

/// Whether `file` has not changed since its fit has written it together with `result`.
bool is_as_old_as(std::string const& file, std::string const& result) {
    std::error_code error;
    return std::filesystem::last_write_time(file, error) <= std::filesystem::last_write_time(result, error);
}

Json document_of(FitOutcome const& outcome, std::string const& configuration) {
    Json document{
        {"kind", "jetseq_fit"}, {"format_version", 1}, {"jetseq_version", version()}, {"git_revision", git_revision()}};
    document.update(fit::json_of(outcome.summary));
    if (outcome.categories) document["categories"] = json_of(*outcome.categories);
    document["configuration"] = configuration;
    return document;
}

std::string page_of(FitOutcome const& outcome) {
    auto section = outcome.summary;
    section.title = "Strengths and limits";  // the page has the title already
    return fit::page_of(outcome.summary.title,
                        (outcome.categories ? html_of(*outcome.categories) : "") + fit::html_of(section));
}

}  // namespace

void add_fit(OutputFiles& files, std::string const& out, FitOutcome const& outcome, std::string const& configuration) {
    if (outcome.workspace) {
        auto const& [workspace, edges, origin] = *outcome.workspace;
        fit::add_workspace(files, out + "/workspace.json", workspace, edges, origin);
    }
    files.add(out + "/fit.json", text_of(document_of(outcome, configuration), 1) + "\n");
    files.add(out + "/fit.html", page_of(outcome));
    if (!configuration.empty()) files.add(out + "/config.yaml", configuration);
    for (auto const& [name, plot] : fit::plots_of(outcome.summary)) {
        files.add(out + "/plots/" + name + ".svg", report::plot::svg(plot));
    }
}

std::vector<OwnFiles> files_of_fits(std::string const& out) {
    auto const before = Json::parse(text_of_output(out + "/fit.json"), nullptr, false);
    bool const was_fit = before.is_object() && before.value("kind", Json{}) == Json("jetseq_fit");
    auto const configuration = was_fit ? before.value("configuration", Json("")) : Json("");
    std::string const workspace = out + "/workspace.json", edges = out + "/workspace.edges.json";
    bool const made_workspace = was_fit && before.contains("categories") && !is_input(workspace) &&
                                kind_of_file(workspace).what == "a pyhf workspace" &&
                                kind_of_file(edges).what == "the bin edges beside a workspace" &&
                                is_as_old_as(workspace, out + "/fit.json") && is_as_old_as(edges, out + "/fit.json");
    return {
        {"plots", "(contour|kappa_contour|impacts|pulls|yields|scan_.*)\\.svg", begin_with(report::plot::svg_begins)},
        {"", "config\\.yaml",
         [configuration, keeps = is_input(workspace)](std::string const& path) {
             return !keeps && configuration != Json("") && configuration == Json(text_of_output(path));
         }},
        {"", "workspace(\\.edges)?\\.json", [made_workspace](auto const&) { return made_workspace; }}};
}

}  // namespace jetseq::workflow
