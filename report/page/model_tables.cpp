#include "report/page/model_tables.hpp"

#include <cmath>

#include "core/text/number_text.hpp"
#include "report/page/html_parts.hpp"
#include "report/page/html_table.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report::html {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The published values at `threshold`; NaN means the cut-based category.
std::vector<std::string> literature_cells(evaluate::Report const& report, double threshold) {
    for (auto const& point : report.literature) {
        bool const both_cut_based = std::isnan(point.threshold) && std::isnan(threshold);
        if (both_cut_based || point.threshold == threshold) return {without_error(point.vbf), without_error(point.ggf)};
    }
    return {"&ndash;", "&ndash;"};
}

}  // namespace

std::string models(evaluate::Report const& report) {
    bool const several = report.models.size() > 1;
    std::vector<std::string> header{"", "AUC"};
    if (several) header.push_back("&minus; first,<br>10<sup>&minus;4</sup>");
    bool const with_cuts = !report.inputs.cut_based_name.empty();
    if (with_cuts)
        header.insert(header.end(), {vbf_name(report) + " [%]<br>at cuts' " + ggf_name(report), "times<br>the cuts"});
    HtmlTable table{with_cuts ? "On the same events. Errors: DeLong (AUC), Wilson, bootstrap (ratio)."
                              : "On the same events. Errors: DeLong.",
                    header};
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        auto const& model = report.models[m];
        std::vector<std::string> cells{escaped(shortened(model.model, 24)),
                                       with_error(model.auc.value, model.auc.error, 4)};
        auto const& above = model.auc_above_first;
        if (several) cells.push_back(m == 0 ? "" : with_error(1e4 * above.value, 1e4 * above.error, 0));
        if (with_cuts) {
            cells.insert(cells.end(),
                         {percent_html(model.vbf_at_cut_based_ggf), with_error(model.gain.value, model.gain.error, 2)});
        }
        table.add_row(cells);
    }
    if (with_cuts && report.cut_based.vbf.value > 0) {
        std::vector<std::string> cells{escaped(report.inputs.cut_based_name), ""};
        if (several) cells.emplace_back();
        cells.insert(cells.end(), {percent_html(report.cut_based.vbf), "1"});
        table.add_row(cells);
    }
    return wide(table);
}

std::string working_points(evaluate::Report const& report) {
    bool const with_literature = !report.literature.empty();
    std::vector<std::string> header{"Selection"};
    auto const add_classes = [&](std::string const& whose) {
        header.push_back(whose + vbf_name(report) + " [%]");
        header.push_back(whose + ggf_name(report) + " [%]");
    };
    for (auto const& model : report.models) add_classes(report.models.size() > 1 ? escaped(model.model) + ":<br>" : "");
    if (with_literature) add_classes("literature:<br>");
    HtmlTable table{"Efficiencies with statistical intervals (Wilson, 68.3 %).", header};
    auto const add = [&](std::string const& name, std::vector<evaluate::ClassEfficiencies> const& all,
                         double threshold) {
        std::vector<std::string> cells{name};
        for (auto const& both : all) cells.insert(cells.end(), {percent_html(both.vbf), percent_html(both.ggf)});
        auto const more = literature_cells(report, threshold);
        if (with_literature) cells.insert(cells.end(), more.begin(), more.end());
        table.add_row(cells);
    };
    for (std::size_t i = 0; i < std::size(evaluate::report_thresholds); ++i) {
        std::vector<evaluate::ClassEfficiencies> all;
        for (auto const& m : report.models) all.push_back({m.working_points[i].vbf, m.working_points[i].ggf});
        add("score &gt; " + shortest(evaluate::report_thresholds[i]), all, evaluate::report_thresholds[i]);
    }
    std::vector<evaluate::ClassEfficiencies> same_ggf;
    for (auto const& m : report.models) same_ggf.push_back({m.vbf_at_cut_based_ggf, report.cut_based.ggf});
    auto const n = report.models.size();
    if (report.cut_based.ggf.value > 0) {
        auto const threshold = report.first().threshold_at_cut_based_ggf;
        add(n == 1 ? "score &gt; " + fixed(threshold, 3) + ", as cuts" : ggf_name(report) + " as cuts", same_ggf, -1);
    }
    if (!report.inputs.cut_based_name.empty())
        add(escaped(report.inputs.cut_based_name), std::vector<evaluate::ClassEfficiencies>(n, report.cut_based), nan);
    for (auto const& cuts : report.other_cuts) {
        add(escaped(cuts.name), std::vector<evaluate::ClassEfficiencies>(n, cuts.efficiencies), -1);
    }
    auto const source =
        std::string{"<p>Literature: "} + evaluate::literature_source + "; published without errors.</p>\n";
    return wide(table) + (with_literature ? source : "");
}

std::string chosen_points(evaluate::Report const& report) {
    if (report.inputs.trust.points.empty()) return {};
    auto const vbf = vbf_name(report), ggf = ggf_name(report);
    HtmlTable table{"Thresholds chosen on the validation part, and their efficiencies on the test part.",
                    {"", "aim", "score &gt;", "validation:<br>" + vbf + " [%]", "validation:<br>" + ggf + " [%]",
                     "test:<br>" + vbf + " [%]", "test:<br>" + ggf + " [%]"}};
    for (auto const& point : report.inputs.trust.points) {
        table.add_row({escaped(point.name), escaped(point.aim), fixed(point.threshold, 4),
                       percent_html(point.validation.vbf), percent_html(point.validation.ggf),
                       percent_html(point.test.vbf), percent_html(point.test.ggf)});
    }
    return wide(table);
}

std::string classes(evaluate::Report const& report) {
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

}  // namespace jetseq::report::html
