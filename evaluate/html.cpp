#include "jetseq/evaluate/html.hpp"

#include <cmath>

#include "jetseq/evaluate/html_table.hpp"
#include "jetseq/evaluate/markup.hpp"
#include "jetseq/evaluate/number_text.hpp"
#include "jetseq/evaluate/plots.hpp"
#include "jetseq/event/version.hpp"

namespace jetseq {
namespace {

std::string vbf_name(Report const& report) { return plain_text(report.inputs.labels.vbf); }
std::string ggf_name(Report const& report) { return plain_text(report.inputs.labels.ggf); }

std::string percent(Efficiency const& e) { return percent_html(e); }

std::string with_percent_sign(Efficiency const& e) { return percent(e) + (std::isfinite(e.value) ? " %" : ""); }

std::string or_dash(double value, int digits) { return std::isfinite(value) ? fixed(value, digits) : "&ndash;"; }

std::string without_error(double efficiency) { return or_dash(100 * efficiency, 1); }

std::string auc_html(Auc const& auc) {
    if (!std::isfinite(auc.value)) return "&ndash;";
    return fixed(auc.value, 4) + (std::isfinite(auc.error) ? " &plusmn; " + fixed(auc.error, 4) : "");
}

std::string small_number(double value) {
    if (!std::isfinite(value)) return "&ndash;";
    if (value == 0) return "0";
    int const power = static_cast<int>(std::floor(std::log10(std::abs(value))));
    return fixed(value / std::pow(10.0, power), 1) + " &times; 10<sup>" + (power < 0 ? "&minus;" : "") +
           std::to_string(std::abs(power)) + "</sup>";
}

std::string joined(std::vector<std::string> const& texts, std::string const& between) {
    std::string result;
    for (auto const& text : texts) result += (result.empty() ? "" : between) + escaped(text);
    return result;
}

std::string section(std::string const& title, std::string const& inside) {
    return inside.empty() ? "" : "<h2>" + title + "</h2>\n" + inside;
}

// Top of the page

std::string headline_number(std::string const& value, std::string const& what) {
    return "<div><b>" + value + "</b><span class=\"what\">" + what + "</span></div>\n";
}

std::string headline(Report const& report) {
    auto const& first = report.curve.working_points.front();
    auto const at = "score &gt; " + shortest(first.threshold);
    return "<div class=\"headline\">\n" + headline_number(auc_html(report.curve.auc), "area under the ROC curve") +
           headline_number(with_percent_sign(first.vbf), vbf_name(report) + " efficiency, " + at) +
           headline_number(with_percent_sign(first.ggf), ggf_name(report) + " efficiency, " + at) +
           headline_number(with_percent_sign(report.curve.vbf_at_cut_based_ggf),
                           vbf_name(report) + " efficiency at the " + ggf_name(report) +
                               " efficiency of the cut-based category, which keeps <span class=\"together\">" +
                               with_percent_sign(report.cut_based.vbf) + "</span>") +
           "</div>\n";
}

std::string warnings(Report const& report) {
    std::string text;
    for (auto const& warning : report.warnings) text += "<p class=\"warning\">" + plain_text(warning) + "</p>\n";
    return text;
}

std::string subtitle(Report const& report) {
    auto const part = report.inputs.part.empty() ? "" : ", " + escaped(report.inputs.part);
    return "<p class=\"subtitle\">Model " + escaped(report.inputs.model) + " on " + count_text(report.n_vbf) + " " +
           vbf_name(report) + " and " + count_text(report.n_ggf) + " " + ggf_name(report) + " events" + part + "</p>\n";
}

// Working points

/// The published values of a selection: at `threshold`, or of the cut-based category where it is NaN.
std::vector<std::string> literature_cells(Report const& report, double threshold) {
    for (auto const& point : report.literature) {
        bool const both_cut_based = std::isnan(point.threshold) && std::isnan(threshold);
        if (both_cut_based || point.threshold == threshold) return {without_error(point.vbf), without_error(point.ggf)};
    }
    return {"&ndash;", "&ndash;"};
}

std::string working_points(Report const& report) {
    bool const with_literature = !report.literature.empty();
    std::vector<std::string> header{"Selection", vbf_name(report) + " [%]", ggf_name(report) + " [%]"};
    if (with_literature) {
        header.push_back("literature:<br>" + vbf_name(report) + " [%]");
        header.push_back("literature:<br>" + ggf_name(report) + " [%]");
    }
    HtmlTable table{"Efficiencies with statistical intervals (Wilson, 68.3 %).", header};
    auto const add = [&](std::string const& name, Efficiency const& vbf, Efficiency const& ggf, double threshold) {
        std::vector<std::string> cells{name, percent(vbf), percent(ggf)};
        auto const more = literature_cells(report, threshold);
        if (with_literature) cells.insert(cells.end(), more.begin(), more.end());
        table.add_row(cells);
    };
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (auto const& point : report.curve.working_points) {
        add("score &gt; " + shortest(point.threshold), point.vbf, point.ggf, point.threshold);
    }
    add("cut-based category", report.cut_based.vbf, report.cut_based.ggf, none);
    double const same_ggf = report.curve.threshold_at_cut_based_ggf;
    if (std::isfinite(same_ggf)) {
        add("score &gt; " + fixed(same_ggf, 3) + ", same " + ggf_name(report) + " as cut-based",
            report.curve.vbf_at_cut_based_ggf, report.cut_based.ggf, -1);
    }
    auto const source = std::string{"<p>Literature: "} + literature_source + "; published without errors.</p>\n";
    return table.html() + (with_literature ? source : "");
}

std::string comparisons(Report const& report) {
    if (report.comparisons.empty()) return {};
    auto const at_first = ",<br>score &gt; " + shortest(report_thresholds[0]) + " [%]";
    HtmlTable table{"Other models on the same events.",
                    {"Model", "AUC", vbf_name(report) + at_first, ggf_name(report) + at_first,
                     vbf_name(report) + " at the<br>cut-based " + ggf_name(report) + " [%]"}};
    auto const add = [&](ModelCurve const& curve) {
        auto const& first = curve.working_points.front();
        table.add_row({escaped(curve.model), auc_html(curve.auc), percent(first.vbf), percent(first.ggf),
                       percent(curve.vbf_at_cut_based_ggf)});
    };
    add(report.curve);
    for (auto const& curve : report.comparisons) add(curve);
    return table.html();
}

// Groups

std::string group_name(std::string const& name) {
    return name.rfind(">= ", 0) == 0 ? "&ge; " + escaped(name.substr(3)) : escaped(name);
}

std::string group_table(Report const& report, std::vector<EventGroup> const& groups, std::string const& what) {
    auto const vbf = vbf_name(report), ggf = ggf_name(report);
    std::vector<std::string> header{what, vbf + "<br>share", ggf + "<br>share", "AUC"};
    for (double threshold : report_thresholds) {
        header.push_back(vbf + "<br>&gt; " + shortest(threshold));
        header.push_back(ggf + "<br>&gt; " + shortest(threshold));
    }
    header.insert(header.end(), {vbf + "<br>cut-based", ggf + "<br>cut-based"});
    HtmlTable table{"By " + what + ", in % but for the AUC. Share: part of the class in this row.", header};
    for (auto const& group : groups) {
        std::vector<std::string> cells{group_name(group.name), without_error(group.vbf_fraction.value),
                                       without_error(group.ggf_fraction.value), or_dash(group.auc.value, 3)};
        for (auto const& point : group.working_points)
            cells.insert(cells.end(), {percent(point.vbf), percent(point.ggf)});
        cells.insert(cells.end(), {percent(group.cut_based.vbf), percent(group.cut_based.ggf)});
        table.add_row(cells);
    }
    return "<div class=\"wide\">" + table.html() + "</div>\n";
}

std::string group_tables(Report const& report) {
    std::string text = group_table(report, report.by_n_jets, "jets");
    for (auto const& [groups, what] : {std::pair{&report.by_mass, "mass"}, std::pair{&report.by_leptons, "channel"},
                                       std::pair{&report.by_regime, "regime"}, std::pair{&report.by_spin, "spin"}}) {
        if (groups->size() > 1) text += group_table(report, *groups, what);
    }
    return text;
}

// Checks and provenance

std::string leakage_text(std::optional<Leakage> const& leakage) {
    if (!leakage) return "not checked";
    return count_text(leakage->training) + " of the training part, " + count_text(leakage->validation) +
           " of the validation part";
}

std::string checks(Report const& report) {
    std::vector<std::pair<std::string, std::string>> rows{
        {"Events seen in training", leakage_text(report.inputs.leakage)},
        {"Expected calibration error", or_dash(report.calibration.expected_error, 4)}};
    for (auto const& [backend, difference] : report.inputs.parity) {
        rows.emplace_back("Largest score difference, " + escaped(backend), small_number(difference));
    }
    return definition_table(rows);
}

std::string provenance(Report const& report) {
    std::vector<std::pair<std::string, std::string>> rows{{"Model", escaped(report.inputs.model)},
                                                          {"Data", joined(report.inputs.data, "<br>")},
                                                          {"Events", escaped(report.inputs.part)}};
    for (auto const& [key, text] : report.inputs.provenance) {
        bool const one_line = text.find('\n') == text.npos;
        rows.emplace_back(escaped(key), one_line ? escaped(text) : "<pre>" + escaped(text) + "</pre>");
    }
    std::erase_if(rows, [](auto const& row) { return row.second.empty(); });
    return definition_table(rows);
}

std::string figures(Report const& report) {
    std::string text;
    for (auto const& plot : report_plots(report)) {
        text += "<figure id=\"" + plot.name + "\">\n" + plot.svg + "<figcaption>" + escaped(plot.caption) +
                "</figcaption>\n</figure>\n";
    }
    return "<div class=\"plots\">\n" + text + "</div>\n";
}

}  // namespace

std::string report_html(Report const& report) {
    auto const title = plain_text(report.inputs.labels.title);
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           title + "</title>\n<style>" + report_style + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n" +
           subtitle(report) + warnings(report) + headline(report) +
           section("Working points", working_points(report) + comparisons(report)) + section("Plots", figures(report)) +
           section("Where it works", group_tables(report)) + section("Checks", checks(report)) +
           section("Provenance", provenance(report)) + "<footer>Made by jetseq " + version() + " (" +
           escaped(git_revision()) + "). The same numbers are in report.json.</footer>\n</body>\n</html>\n";
}

}  // namespace jetseq
