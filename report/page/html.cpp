#include "report/page/html.hpp"

#include <cmath>

#include "core/text/number_text.hpp"
#include "core/version.hpp"
#include "report/page/html_table.hpp"
#include "report/page/html_tables.hpp"
#include "report/page/plots.hpp"
#include "report/plot/markup.hpp"

namespace jetseq {
namespace {

using namespace html;

std::string section(std::string const& id, std::string const& title, std::string const& inside) {
    return inside.empty() ? "" : "<h2 id=\"" + id + "\">" + title + "</h2>\n" + inside;
}

std::string bold(std::string const& text) { return "<b>" + text + "</b>"; }

/// Whether it is better than the cuts, and by how much, in words.
std::string verdict(Report const& report) {
    auto const& model = report.first();
    auto const vbf = vbf_name(report), ggf = ggf_name(report);
    if (!std::isfinite(model.vbf_at_cut_based_ggf.value) || !std::isfinite(model.gain.value)) return {};
    double const deviations = (model.gain.value - 1) / model.gain.error;
    auto const opinion = std::abs(deviations) < 2 ? "is not distinguishable from"
                         : deviations > 0         ? "is better than"
                                                  : "is worse than";
    return "<p class=\"verdict\">The model " + std::string{opinion} + " the cuts: at their " + ggf + " efficiency of " +
           with_percent_sign(report.cut_based.ggf) + " it keeps " +
           bold(with_percent_sign(model.vbf_at_cut_based_ggf)) + " of " + vbf + " instead of " +
           bold(with_percent_sign(report.cut_based.vbf)) + ", " +
           bold(with_error(model.gain.value, model.gain.error, 3) + " times") + " as many; at their " + vbf +
           " efficiency it lets " + bold(with_percent_sign(model.ggf_at_cut_based_vbf)) + " of " + ggf +
           " through.</p>\n";
}

std::string warnings(Report const& report) {
    std::string text;
    for (auto const& warning : report.warnings) text += "<p class=\"warning\">" + plain_text(warning) + "</p>\n";
    return text;
}

std::string effective(double n_eff, std::uint64_t n) {
    bool const weighted = std::abs(n_eff - static_cast<double>(n)) > 1e-4 * static_cast<double>(n);
    return weighted ? " (N<sub>eff</sub> " + count_text(static_cast<std::uint64_t>(n_eff)) + ")" : "";
}

std::string subtitle(Report const& report) {
    auto const part = report.inputs.part.empty() ? "" : ", " + escaped(report.inputs.part);
    return "<p class=\"subtitle\">Model " + escaped(report.inputs.model) + " on " + count_text(report.n_vbf) +
           effective(report.n_eff_vbf, report.n_vbf) + " " + vbf_name(report) + " and " + count_text(report.n_ggf) +
           effective(report.n_eff_ggf, report.n_ggf) + " " + ggf_name(report) + " events" + part + "</p>\n";
}

std::string figure(NamedPlot const& plot) {
    return "<figure id=\"" + plot.name + "\">\n" + plot::svg(plot.plot) + "<figcaption>" + escaped(plot.caption) +
           "</figcaption>\n</figure>\n";
}

/// The plots of a section; the ROC curve stands on the first screen.
std::string figures(std::vector<NamedPlot> const& plots, std::string const& wanted) {
    std::string text;
    for (auto const& plot : plots) {
        if (plot.section == wanted && plot.name != "roc") text += figure(plot);
    }
    return text.empty() ? "" : "<div class=\"plots\">\n" + text + "</div>\n";
}

std::string first_screen(Report const& report, std::vector<NamedPlot> const& plots) {
    std::string roc;
    for (auto const& plot : plots) {
        if (plot.name == "roc") roc = figure(plot);
    }
    return "<div class=\"first\">\n<div>" + verdict(report) + models(report) + "</div>\n" + roc + "</div>\n";
}

std::string in_numbers(std::string const& tables) {
    return tables.empty() ? "" : "<details><summary>The same in numbers</summary>\n" + tables + "</details>\n";
}

std::string tables_by_group(Report const& report) {
    std::string text;
    for (auto const& grouping : report.groupings) {
        if (grouping.groups.size() > 1) text += groups(report, grouping);
    }
    return in_numbers(text);
}

std::string const navigation =
    "<nav><a href=\"#points\">Working points</a><a href=\"#models\">Models</a><a href=\"#where\">Where it works</a><a "
    "href=\"#trust\">Can it be trusted</a>"
    "<a href=\"#why\">What it looks at</a><a href=\"#provenance\">Provenance</a></nav>\n";

}  // namespace

std::string report_html(Report const& report) {
    auto const title = plain_text(report.inputs.labels.title);
    auto const plots = report_plots(report);
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           title + "</title>\n<style>" + report_style + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n" +
           subtitle(report) + warnings(report) + first_screen(report, plots) + navigation +
           section("points", "Working points", working_points(report) + chosen_points(report)) +
           section("models", "Models", figures(plots, "models") + classes(report)) +
           section("where", "Where it works", figures(plots, "where") + tables_by_group(report)) +
           section("trust", "Can it be trusted", checks(report) + trust(report) + figures(plots, "trust")) +
           section("why", "What it looks at", figures(plots, "why") + in_numbers(importances(report))) +
           section("provenance", "Provenance", provenance(report)) + "<footer>Made by jetseq " + version() + " (" +
           escaped(git_revision()) + "). The same numbers are in report.json.</footer>\n</body>\n</html>\n";
}

}  // namespace jetseq
