#include "report/figures/group_plot.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/figures/plot_parts.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report {
namespace {

using namespace plot;

/// One row of markers: efficiencies of both classes in all groups.
struct Series {
    std::string label, colour;
    Marker marker;
    bool is_open;
    std::vector<evaluate::Efficiency> vbf, ggf;
};

template <class Select>
Series series(std::string label, std::string colour, Marker marker, bool is_open, evaluate::Grouping const& grouping,
              Select select) {
    Series result{std::move(label), std::move(colour), marker, is_open, {}, {}};
    for (auto const& group : grouping.groups) {
        evaluate::ClassEfficiencies const both = select(group);
        result.vbf.push_back(both.vbf), result.ggf.push_back(both.ggf);
    }
    return result;
}

void add_cuts(std::vector<Series>& all, evaluate::Report const& report, evaluate::Grouping const& grouping) {
    if (report.inputs.cut_based_name.empty()) return;
    all.push_back(series(report.inputs.cut_based_name, black, Marker::square, true, grouping,
                         [](auto const& group) { return group.cut_based; }));
}

/// Markers at the centres of their groups, moved sideways by `shift` so that several series do not overlap.
Points points_of(Series const& series, std::vector<evaluate::Efficiency> const& values, double shift, bool with_label) {
    Points points{{}, series.marker, series.is_open, series.colour, with_label ? series.label : ""};
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto const& e = values[i];
        points.points.push_back({static_cast<double>(i) + 0.5 + shift, e.value, e.low, e.high});
    }
    return points;
}

double largest(std::vector<Series> const& all, std::vector<evaluate::Efficiency> Series::*values) {
    double result = 0;
    for (auto const& one : all) {
        for (auto const& e : one.*values) result = std::max(result, std::isfinite(e.high) ? e.high : 0);
    }
    return result > 0 ? result : 1;
}

std::string category_name(std::string text) {
    auto const at = text.find(">=");
    return at == text.npos ? text : text.replace(at, 2, "≥");
}

Plot group_plot(evaluate::Report const& report, evaluate::Grouping const& grouping, std::vector<Series> const& all,
                char const* id) {
    auto const& labels = report.inputs.labels;
    double const rows = std::ceil(static_cast<double>(all.size()) / 2);
    double const vbf_high = largest(all, &Series::vbf) / (0.80 - 0.055 * rows),
                 ggf_high = 1.15 * largest(all, &Series::ggf);
    Panel main{{labels.vbf + " efficiency", -0.02 * vbf_high, vbf_high, false, {}},
               {},
               0.04,
               0,
               static_cast<std::size_t>(rows)};
    Panel lower{{labels.ggf, -0.04 * ggf_high, ggf_high, false, {}}, {}, 0, 0};
    double const step = std::min(0.15, 0.7 / static_cast<double>(all.size()));
    double shift = -step * (static_cast<double>(all.size()) - 1) / 2;
    for (auto const& one : all) {
        main.items.push_back(points_of(one, one.vbf, shift, true));
        lower.items.push_back(points_of(one, one.ggf, shift, false));
        shift += step;
    }
    plot_parts::add_heading(main, labels, 0.04, false);
    Axis x{grouping.title, 0, std::max(1.0, static_cast<double>(grouping.groups.size())), false, {}};
    for (auto const& group : grouping.groups) x.categories.push_back(category_name(group.name));
    return {std::string{id} + "-" + grouping.key, "Efficiencies by " + grouping.title, x, main, lower};
}

std::string threshold_caption(evaluate::Report const& report) {
    return "Fixed threshold: part of the events of each group with score > " +
           shortest(evaluate::report_thresholds[0]) +
           (report.inputs.cut_based_name.empty()
                ? " (markers); "
                : " (full markers) or in the cut-based category, which needs two jets (open squares); ") +
           report.inputs.labels.vbf + " above, " + report.inputs.labels.ggf + " below.";
}

std::string background_caption(evaluate::Report const& report) {
    auto const percent = fixed(100 * report.background, 1) + " % of " + report.inputs.labels.ggf;
    return "Fixed background: the same where each model has one threshold that keeps " + percent +
           " over all groups (full markers), and for the first model where each group has its own threshold that "
           "keeps " +
           percent + " there (open).";
}

}  // namespace

Figure threshold_figure(evaluate::Report const& report, evaluate::Grouping const& grouping) {
    std::vector<Series> all;
    auto const selection = ", score > " + shortest(evaluate::report_thresholds[0]);
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        all.push_back(series(plot_parts::model_name(report, m) + selection, plot_parts::colour_of(m),
                             plot_parts::marker_of(m), false, grouping,
                             [&](auto const& group) { return group.models[m].at_threshold; }));
    }
    add_cuts(all, report, grouping);
    return {"threshold-by-" + grouping.key, threshold_caption(report), group_plot(report, grouping, all, "threshold")};
}

Figure background_figure(evaluate::Report const& report, evaluate::Grouping const& grouping) {
    std::vector<Series> all;
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        all.push_back(series(plot_parts::model_name(report, m), plot_parts::colour_of(m), plot_parts::marker_of(m),
                             false, grouping, [&](auto const& group) { return group.models[m].at_background; }));
    }
    all.push_back(series("first, same in each bin", plot_parts::colour_of(0), plot_parts::marker_of(0), true, grouping,
                         [](auto const& group) {
                             return evaluate::ClassEfficiencies{group.models[0].vbf_flat, {}};
                         }));
    add_cuts(all, report, grouping);
    return {"background-by-" + grouping.key, background_caption(report),
            group_plot(report, grouping, all, "background")};
}

}  // namespace jetseq::report
