#include "report/page/html_tables.hpp"

#include <cmath>

#include "core/text/number_text.hpp"
#include "report/page/html_table.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::html {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string without_error(double efficiency) { return or_dash(100 * efficiency, 1); }

std::string joined(std::vector<std::string> const& texts, std::string const& between) {
    std::string result;
    for (auto const& text : texts) result += (result.empty() ? "" : between) + escaped(text);
    return result;
}

/// The published values of a selection: at `threshold`, or of the cut-based category where it is NaN.
std::vector<std::string> literature_cells(Report const& report, double threshold) {
    for (auto const& point : report.literature) {
        bool const both_cut_based = std::isnan(point.threshold) && std::isnan(threshold);
        if (both_cut_based || point.threshold == threshold) return {without_error(point.vbf), without_error(point.ggf)};
    }
    return {"&ndash;", "&ndash;"};
}

std::string group_name(std::string const& name) {
    return name.rfind(">= ", 0) == 0 ? "&ge; " + escaped(name.substr(3)) : escaped(name);
}

std::string leakage_text(std::optional<Leakage> const& leakage) {
    if (!leakage) return "not known";
    return count_text(leakage->training) + " of the training part, " + count_text(leakage->validation) +
           " of the validation part";
}

}  // namespace

std::string vbf_name(Report const& report) { return plain_text(report.inputs.labels.vbf); }
std::string ggf_name(Report const& report) { return plain_text(report.inputs.labels.ggf); }
std::string with_percent_sign(Efficiency const& e) { return percent_html(e) + (std::isfinite(e.value) ? " %" : ""); }
std::string or_dash(double value, int digits) { return std::isfinite(value) ? fixed(value, digits) : "&ndash;"; }

std::string with_error(double value, double error, int digits) {
    if (!std::isfinite(value)) return "&ndash;";
    return fixed(value, digits) + (std::isfinite(error) ? " &plusmn; " + fixed(error, digits) : "");
}

std::string small_number(double value) {
    if (!std::isfinite(value)) return "&ndash;";
    if (value == 0) return "0";
    int const power = static_cast<int>(std::floor(std::log10(std::abs(value))));
    return fixed(value / std::pow(10.0, power), 1) + " &times; 10<sup>" + (power < 0 ? "&minus;" : "") +
           std::to_string(std::abs(power)) + "</sup>";
}

std::string models(Report const& report) {
    bool const several = report.models.size() > 1;
    std::vector<std::string> header{"", "AUC"};
    if (several) header.push_back("&minus; first,<br>10<sup>&minus;4</sup>");
    header.insert(header.end(), {vbf_name(report) + " [%]<br>at cuts' " + ggf_name(report), "times<br>the cuts"});
    HtmlTable table{"On the same events. Errors: DeLong (AUC), Wilson, bootstrap (ratio).", header};
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        auto const& model = report.models[m];
        std::vector<std::string> cells{escaped(shortened(model.model, 24)),
                                       with_error(model.auc.value, model.auc.error, 4)};
        auto const& above = model.auc_above_first;
        if (several) cells.push_back(m == 0 ? "" : with_error(1e4 * above.value, 1e4 * above.error, 0));
        cells.insert(cells.end(),
                     {percent_html(model.vbf_at_cut_based_ggf), with_error(model.gain.value, model.gain.error, 2)});
        table.add_row(cells);
    }
    if (report.cut_based.vbf.value > 0) {
        std::vector<std::string> cells{escaped(report.inputs.cut_based_name), ""};
        if (several) cells.emplace_back();
        cells.insert(cells.end(), {percent_html(report.cut_based.vbf), "1"});
        table.add_row(cells);
    }
    return wide(table);
}

std::string working_points(Report const& report) {
    bool const with_literature = !report.literature.empty();
    std::vector<std::string> header{"Selection"};
    auto const add_classes = [&](std::string const& whose) {
        header.push_back(whose + vbf_name(report) + " [%]");
        header.push_back(whose + ggf_name(report) + " [%]");
    };
    for (auto const& model : report.models) add_classes(report.models.size() > 1 ? escaped(model.model) + ":<br>" : "");
    if (with_literature) add_classes("literature:<br>");
    HtmlTable table{"Efficiencies with statistical intervals (Wilson, 68.3 %).", header};
    auto const add = [&](std::string const& name, std::vector<ClassEfficiencies> const& all, double threshold) {
        std::vector<std::string> cells{name};
        for (auto const& both : all) cells.insert(cells.end(), {percent_html(both.vbf), percent_html(both.ggf)});
        auto const more = literature_cells(report, threshold);
        if (with_literature) cells.insert(cells.end(), more.begin(), more.end());
        table.add_row(cells);
    };
    for (std::size_t i = 0; i < std::size(report_thresholds); ++i) {
        std::vector<ClassEfficiencies> all;
        for (auto const& m : report.models) all.push_back({m.working_points[i].vbf, m.working_points[i].ggf});
        add("score &gt; " + shortest(report_thresholds[i]), all, report_thresholds[i]);
    }
    std::vector<ClassEfficiencies> same_ggf;
    for (auto const& m : report.models) same_ggf.push_back({m.vbf_at_cut_based_ggf, report.cut_based.ggf});
    auto const n = report.models.size();
    if (report.cut_based.ggf.value > 0) {
        auto const threshold = report.first().threshold_at_cut_based_ggf;
        add(n == 1 ? "score &gt; " + fixed(threshold, 3) + ", as cuts" : ggf_name(report) + " as cuts", same_ggf, -1);
    }
    add(escaped(report.inputs.cut_based_name), std::vector<ClassEfficiencies>(n, report.cut_based), nan);
    for (auto const& cuts : report.other_cuts) {
        add(escaped(cuts.name), std::vector<ClassEfficiencies>(n, cuts.efficiencies), -1);
    }
    auto const source = std::string{"<p>Literature: "} + literature_source + "; published without errors.</p>\n";
    return wide(table) + (with_literature ? source : "");
}

std::string groups(Report const& report, Grouping const& grouping) {
    auto const vbf = vbf_name(report), ggf = ggf_name(report);
    std::vector<std::string> header{"", vbf + "<br>share", ggf + "<br>share", "AUC"};
    for (double threshold : report_thresholds) {
        header.push_back(vbf + "<br>&gt; " + shortest(threshold));
        header.push_back(ggf + "<br>&gt; " + shortest(threshold));
    }
    auto const same = " at " + fixed(100 * report.background, 1) + " %<br>";
    header.insert(header.end(), {vbf + same + "over all", vbf + same + "here", vbf + "<br>cuts", ggf + "<br>cuts"});
    HtmlTable table{
        escaped(grouping.title) + ": the first model and the cuts, in % but for the AUC. Share: part of the class.",
        header};
    for (auto const& group : grouping.groups) {
        auto const& first = group.models.front();
        std::vector<std::string> cells{group_name(group.name), without_error(group.vbf_fraction.value),
                                       without_error(group.ggf_fraction.value), or_dash(first.auc.value, 3)};
        for (auto const& point : group.working_points)
            cells.insert(cells.end(), {percent_html(point.vbf), percent_html(point.ggf)});
        cells.insert(cells.end(), {percent_html(first.at_background.vbf), percent_html(first.vbf_flat),
                                   percent_html(group.cut_based.vbf), percent_html(group.cut_based.ggf)});
        table.add_row(cells);
    }
    return wide(table);
}

std::string checks(Report const& report) {
    std::vector<std::pair<std::string, std::string>> rows{
        {"Events seen in training", leakage_text(report.inputs.leakage)}};
    if (report.inputs.leakage_by_jets) {
        rows.emplace_back("Events seen under another id", leakage_text(report.inputs.leakage_by_jets));
    }
    for (auto const& other : report.inputs.comparisons) {
        rows.emplace_back("Events seen by " + escaped(other.model), leakage_text(other.leakage));
    }
    rows.emplace_back("Expected calibration error", or_dash(report.first().calibration.expected_error, 4));
    rows.emplace_back("Events that stand in the data twice", count_text(report.inputs.repeated));
    for (auto const& [backend, difference] : report.inputs.parity) {
        rows.emplace_back("Largest score difference, " + escaped(backend), small_number(difference));
    }
    return definition_table(rows);
}

std::string classes(Report const& report) {
    auto const& all = report.inputs.classes;
    if (all.empty()) return {};
    std::vector<std::string> area_header{"AUC of", "events", "against all others"},
        called_header{"events of \\ called"};
    for (auto const& one : all) {
        area_header.push_back("against " + escaped(one.name)), called_header.push_back(escaped(one.name) + " [%]");
    }
    HtmlTable areas{
        "All classes of the first model: each against the others by its probability p, and against one other, k, by "
        "p / (p + p<sub>k</sub>).",
        area_header};
    HtmlTable confusion{"What events are taken for: the class of the largest probability. Rows add up to 100 %.",
                        called_header};
    for (auto const& one : all) {
        std::vector<std::string> area{escaped(one.name), count_text(one.events),
                                      with_error(one.against_others.value, one.against_others.error, 4)};
        std::vector<std::string> called{escaped(one.name)};
        for (auto const& other : one.against) area.push_back(with_error(other.value, other.error, 4));
        for (auto const& share : one.called) called.push_back(percent_html(share));
        areas.add_row(area), confusion.add_row(called);
    }
    return wide(areas) + wide(confusion);
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

}  // namespace jetseq::html
