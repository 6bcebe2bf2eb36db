#include "report/page/report_page.hpp"

#include <cmath>

#include "core/text/number_text.hpp"
#include "core/version.hpp"
#include "report/page/html_parts.hpp"
#include "report/page/html_style.hpp"
#include "report/page/sections.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report {
namespace {

std::string warnings(evaluate::Report const& report) {
    std::string text;
    for (auto const& warning : report.warnings) text += "<p class=\"warning\">" + plain_text(warning) + "</p>\n";
    return text;
}

std::string effective(double n_eff, std::uint64_t n) {
    bool const weighted = std::abs(n_eff - static_cast<double>(n)) > 1e-4 * static_cast<double>(n);
    return weighted ? " (N<sub>eff</sub> " + count_text(static_cast<std::uint64_t>(n_eff)) + ")" : "";
}

std::string subtitle(evaluate::Report const& report) {
    auto const part = report.inputs.part.empty() ? "" : ", " + escaped(report.inputs.part);
    return "<p class=\"subtitle\">Model " + escaped(report.inputs.model) + " on " + count_text(report.n_vbf) +
           effective(report.n_eff_vbf, report.n_vbf) + " " + html::vbf_name(report) + " and " +
           count_text(report.n_ggf) + effective(report.n_eff_ggf, report.n_ggf) + " " + html::ggf_name(report) +
           " events" + part + "</p>\n";
}

std::string html_of(std::vector<Figure> const& figures) {
    std::string text;
    for (auto const& figure : figures) {
        text += "<figure id=\"" + figure.name + "\">\n" + plot::svg(figure.plot) + "<figcaption>" +
                escaped(figure.caption) + "</figcaption>\n</figure>\n";
    }
    return text;
}

/// The text and the figure of the first screen stand beside each other.
std::string first_screen(Section const& section, evaluate::Report const& report) {
    return "<div class=\"first\">\n<div>" + section.above(report) + section.below(report) + "</div>\n" +
           html_of(figures_of(section, report)) + "</div>\n";
}

/// "" if there is nothing to show.
std::string body_of(Section const& section, evaluate::Report const& report) {
    auto const figures = html_of(figures_of(section, report));
    return section.above(report) + (figures.empty() ? "" : "<div class=\"plots\">\n" + figures + "</div>\n") +
           section.below(report);
}

/// The first screen, the table of contents, and the sections below it.
std::string body(evaluate::Report const& report) {
    std::string first, contents, rest;
    for (auto const& section : report_sections()) {
        std::string const id = section.id;
        if (id.empty()) {
            first += first_screen(section, report);
        } else if (auto const inside = body_of(section, report); !inside.empty()) {
            contents += "<a href=\"#" + id + "\">" + section.title + "</a>";
            rest += "<h2 id=\"" + id + "\">" + section.title + "</h2>\n" + inside;
        }
    }
    return first + "<nav>" + contents + "</nav>\n" + rest;
}

}  // namespace

std::string report_html(evaluate::Report const& report) {
    auto const title = plain_text(report.inputs.labels.title);
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           title + "</title>\n<style>" + report_style + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n" +
           subtitle(report) + warnings(report) + body(report) + "<footer>Made by jetseq " + version() + " (" +
           escaped(git_revision()) + "). The same numbers are in report.json.</footer>\n</body>\n</html>\n";
}

}  // namespace jetseq::report
