#include "report/page/regression_page.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "core/version.hpp"
#include "report/figures/regression_plots.hpp"
#include "report/page/html_parts.hpp"
#include "report/page/html_style.hpp"
#include "report/page/html_table.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report {
namespace {

using html::or_dash, html::small_number, html::with_error;

/// Digits after the point with which an error of this size has two digits.
int digits_of(double error) {
    if (!std::isfinite(error) || error <= 0) return 3;
    return std::max(0, 1 - static_cast<int>(std::floor(std::log10(error))));
}

std::string number(evaluate::Measured const& m) { return with_error(m.value, m.error, digits_of(m.error)); }

std::vector<std::string> const columns{"events",          "bias",         "half 68 % width",    "RMS",
                                       "mean |residual|", "found / true", "its half 68 % width"};

std::vector<std::string> cells_of(std::string const& first, evaluate::Residuals const& r) {
    return {first,         count_text(r.events),    number(r.bias),  number(r.width),
            number(r.rms), number(r.mean_absolute), number(r.ratio), number(r.ratio_width)};
}

std::vector<std::string> header(std::string const& first) {
    std::vector<std::string> names{first};
    names.insert(names.end(), columns.begin(), columns.end());
    return names;
}

std::string table_of_models(evaluate::Regression const& regression) {
    HtmlTable table{"Residuals found - true of " + escaped(regression.target) +
                        ", in its unit, and ratios found / true. Bias: the median.",
                    header("")};
    for (auto const& model : regression.models) table.add_row(cells_of(escaped(model.name), model.all));
    return wide(table);
}

std::string table_of_bins(evaluate::Regression const& regression, evaluate::RegressionModel const& model) {
    HtmlTable table{"The same of " + escaped(model.name) + " in bins of the true number.",
                    header("true " + escaped(regression.target))};
    for (auto const& bin : model.bins) {
        table.add_row(cells_of(significant(bin.low, 4) + " &ndash; " + significant(bin.high, 4), bin.residuals));
    }
    return wide(table);
}

std::string importances(evaluate::Regression const& regression) {
    if (regression.importances.empty()) return {};
    HtmlTable table{"What the mean absolute residual gains if an input is exchanged among the events.",
                    {"", "input", "gain"}};
    for (auto const& one : regression.importances)
        table.add_row({escaped(one.kind), escaped(one.name), number(one.loss)});
    return "<h2 id=\"importances\">Importance of the inputs</h2>\n" + wide(table);
}

std::string checks(evaluate::Regression const& regression) {
    std::vector<std::pair<std::string, std::string>> rows;
    auto const& seen = regression.leakage;
    rows.emplace_back("Events seen in training", !seen ? "not known"
                                                       : count_text(seen->training) + " of the training part, " +
                                                             count_text(seen->validation) + " of the validation part");
    for (auto const& [backend, difference] : regression.parity)
        rows.emplace_back("Largest difference, " + escaped(backend), small_number(difference));
    return "<h2 id=\"checks\">Checks</h2>\n" + definition_table(rows);
}

std::string provenance(evaluate::Regression const& regression) {
    std::vector<std::pair<std::string, std::string>> rows{{"Model", escaped(regression.models.front().name)}};
    for (auto const& file : regression.data) rows.emplace_back("Data", escaped(file));
    rows.emplace_back("Events", escaped(regression.part));
    for (auto const& [key, text] : regression.provenance) {
        bool const one_line = text.find('\n') == text.npos;
        rows.emplace_back(escaped(key), one_line ? escaped(text) : "<pre>" + escaped(text) + "</pre>");
    }
    return "<h2 id=\"provenance\">Provenance</h2>\n" + definition_table(rows);
}

std::string figures(evaluate::Regression const& regression) {
    std::string text = "<div class=\"plots\">\n";
    for (auto const& figure : regression_figures(regression)) {
        text += "<figure id=\"" + figure.name + "\">\n" + plot::svg(figure.plot) + "<figcaption>" +
                escaped(figure.caption) + "</figcaption>\n</figure>\n";
    }
    return text + "</div>\n";
}

}  // namespace

std::string regression_html(evaluate::Regression const& regression) {
    auto const title = plain_text(regression.title);
    std::string warnings, bins;
    for (auto const& warning : regression.warnings)
        warnings += "<p class=\"warning\">" + plain_text(warning) + "</p>\n";
    for (auto const& model : regression.models) bins += table_of_bins(regression, model);
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           title + "</title>\n<style>" + report_style + "</style>\n</head>\n<body>\n<h1>" + title +
           "</h1>\n<p class=\"subtitle\">Model " + escaped(regression.models.front().name) + " on " +
           count_text(regression.models.front().all.events) + " events, " + escaped(regression.part) + "</p>\n" +
           warnings + table_of_models(regression) + figures(regression) +
           "<h2 id=\"bins\">In bins of the true number</h2>\n" + bins + importances(regression) + checks(regression) +
           provenance(regression) + "<footer>Made by jetseq " + version() + " (" + escaped(git_revision()) +
           "). The same numbers are in report.json.</footer>\n</body>\n</html>\n";
}

}  // namespace jetseq::report
