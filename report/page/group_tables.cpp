#include "report/page/group_tables.hpp"

#include "core/text/number_text.hpp"
#include "report/page/html_parts.hpp"
#include "report/page/html_table.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report::html {
namespace {

std::string group_name(std::string const& name) {
    return name.rfind(">= ", 0) == 0 ? "&ge; " + escaped(name.substr(3)) : escaped(name);
}

}  // namespace

std::string groups(evaluate::Report const& report, evaluate::Grouping const& grouping) {
    auto const vbf = vbf_name(report), ggf = ggf_name(report);
    std::vector<std::string> header{"", vbf + "<br>share", ggf + "<br>share", "AUC"};
    for (double threshold : evaluate::report_thresholds) {
        header.push_back(vbf + "<br>&gt; " + shortest(threshold));
        header.push_back(ggf + "<br>&gt; " + shortest(threshold));
    }
    auto const same = " at " + fixed(100 * report.background, 1) + " %<br>";
    header.insert(header.end(), {vbf + same + "over all", vbf + same + "here"});
    bool const with_cuts = !report.inputs.cut_based_name.empty();
    if (with_cuts) header.insert(header.end(), {vbf + "<br>cuts", ggf + "<br>cuts"});
    HtmlTable table{escaped(grouping.title) + ": the first model" + (with_cuts ? " and the cuts" : "") +
                        ", in % but for the AUC. Share: part of the class.",
                    header};
    for (auto const& group : grouping.groups) {
        auto const& first = group.models.front();
        std::vector<std::string> cells{group_name(group.name), without_error(group.vbf_fraction.value),
                                       without_error(group.ggf_fraction.value), or_dash(first.auc.value, 3)};
        for (auto const& point : group.working_points)
            cells.insert(cells.end(), {percent_html(point.vbf), percent_html(point.ggf)});
        cells.insert(cells.end(), {percent_html(first.at_background.vbf), percent_html(first.vbf_flat)});
        if (with_cuts)
            cells.insert(cells.end(), {percent_html(group.cut_based.vbf), percent_html(group.cut_based.ggf)});
        table.add_row(cells);
    }
    return wide(table);
}

}  // namespace jetseq::report::html
