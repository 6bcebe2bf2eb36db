#include "report/page/compare_page.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "core/version.hpp"
#include "report/page/html_style.hpp"
#include "report/plot/markup.hpp"
#include "report/plot/svg_plot.hpp"

namespace jetseq::report {
namespace {

using namespace plot;

Line curve(Json const& roc, std::string const& colour, std::string const& dash, std::string const& label) {
    Line line{{}, {}, {colour, 2, dash}, shortened(label, 40)};
    for (auto const& point : roc) {
        auto const &vbf = point.at("vbf").at("value"), &ggf = point.at("ggf").at("value");
        if (!vbf.is_number() || !ggf.is_number() || !(ggf.get<double>() > 0)) continue;
        line.x.push_back(vbf.get<double>()), line.y.push_back(1 / ggf.get<double>());
    }
    return line;
}

std::string svg_of_curves(evaluate::ReportComparison const& comparison) {
    auto before = curve(comparison.roc_before, petroff[0], "", comparison.before);
    auto after = curve(comparison.roc_after, petroff[2], "8 3", comparison.after);
    if (before.x.empty() || after.x.empty()) return {};
    double largest = 20;
    for (auto const* line : {&before, &after}) {
        for (std::size_t i = 0; i < line->x.size(); ++i) {
            if (line->x[i] > 0.1) largest = std::max(largest, line->y[i]);
        }
    }
    Panel main{{comparison.ggf + " rejection 1/ε", 1, 4 * largest, true, {}}, {before, after}, 0.4, 0.93};
    Plot const drawn{"roc", "ROC curves of both reports", {comparison.vbf + " efficiency", 0, 1, false, {}}, main, {}};
    return "<figure>" + svg(drawn) + "</figure>\n";
}

/// A cell, coloured by `word`, which stands in another cell of the row for readers who can't tell the colours apart.
std::string cell(std::string const& text, std::string const& word) {
    std::string const colour = word == "better" ? "good" : word == "worse" ? "bad" : "";
    return "<td" + (colour.empty() ? "" : " class=\"" + colour + "\"") + ">" + text + "</td>";
}

std::string row(evaluate::Change const& change) {
    int const digits = std::abs(change.before) < 10 ? 4 : 1;
    auto const word = change.verdict();
    return "<tr><th>" + escaped(change.where) + "</th><td>" + fixed(change.before, digits) + "</td><td>" +
           fixed(change.after, digits) + "</td>" +
           cell(fixed(change.difference(), digits) +
                    (change.has_error() ? " &plusmn; " + fixed(change.error, digits) : ""),
                word) +
           "<td>" + (change.has_error() ? fixed(change.difference() / change.error, 1) : "") + "</td><td>" + word +
           "</td></tr>\n";
}

template <class Shown>
std::string table(std::vector<evaluate::Change> const& changes, Shown is_shown) {
    std::string rows;
    for (auto const& change : changes) {
        if (is_shown(change)) rows += row(change);
    }
    if (rows.empty()) return "<p>None.</p>\n";
    return "<div class=\"wide\"><table><thead><tr><th></th><th>before</th><th>after</th><th>difference</th>"
           "<th>deviations</th><th></th></tr></thead>\n<tbody>" +
           rows + "</tbody></table></div>\n";
}

std::string texts(evaluate::ReportComparison const& comparison) {
    std::string rows;
    for (auto const& text : comparison.texts) {
        rows += "<tr><th>" + escaped(text.where) + "</th><td class=\"bad\"><pre>" + escaped(text.before) +
                "</pre></td><td class=\"good\"><pre>" + escaped(text.after) + "</pre></td></tr>\n";
    }
    for (auto const& where : comparison.only_before)
        rows += "<tr><th>" + escaped(where) + "</th><td>there</td><td></td></tr>\n";
    for (auto const& where : comparison.only_after)
        rows += "<tr><th>" + escaped(where) + "</th><td></td><td>there</td></tr>\n";
    return rows.empty() ? "<p>None.</p>\n"
                        : "<table class=\"facts\"><tbody><tr><th></th><td>before</td><td>after</td></tr>\n" + rows +
                              "</tbody></table>\n";
}

}  // namespace

std::string comparison_html(evaluate::ReportComparison const& comparison) {
    auto const& numbers = comparison.numbers;
    auto const small = [](evaluate::Change const& change) { return change.has_error() && !change.is_significant(); };
    auto const bare = [](evaluate::Change const& change) { return !change.has_error(); };
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Two "
           "reports</title>\n<style>" +
           std::string{report_style} +
           "</style>\n</head>\n<body>\n<h1>Two reports</h1>\n<p class=\"subtitle\">before: " +
           escaped(comparison.before) + "<br>after: " + escaped(comparison.after) + "</p>\n<p class=\"verdict\">" +
           evaluate::comparison_summary(comparison) +
           ".</p>\n<p>Errors are taken as independent; on the same events they are smaller.</p>\n"
           "<div class=\"plots\">" +
           svg_of_curves(comparison) + "</div>\n<h2>Significant</h2>\n" +
           table(numbers, [](evaluate::Change const& change) { return change.is_significant(); }) +
           "<h2>Numbers without an error</h2>\n" + table(numbers, bare) + "<h2>Settings and texts</h2>\n" +
           texts(comparison) + "<h2>Other numbers</h2>\n<details><summary>" +
           std::to_string(std::count_if(numbers.begin(), numbers.end(), small)) + " rows</summary>\n" +
           table(numbers, small) + "</details>\n<footer>Made by jetseq " + version() + " (" + escaped(git_revision()) +
           ").</footer>\n</body>\n</html>\n";
}

}  // namespace jetseq::report
