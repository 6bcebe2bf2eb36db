#include "report/figures/roc_plot.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/figures/plot_parts.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report {
namespace {

using namespace plot;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double lowest_vbf_shown = 0.1;  // below it only a few events define the rejection

double rejection(double efficiency) {
    if (std::isnan(efficiency)) return nan;
    return efficiency > 0 ? 1 / efficiency : std::numeric_limits<double>::infinity();
}

std::string legend_label(evaluate::Report const& report, std::size_t m) {
    auto const name = plot_parts::model_name(report, m);
    auto const area = report.models[m].auc.value;
    return std::isfinite(area) ? name + ", AUC " + fixed(area, 4) : name;
}

/// Rejection of the curve at a VBF efficiency, geometric between its points; NaN outside it.
double rejection_at(std::vector<evaluate::OperatingPoint> const& roc, double vbf) {
    for (std::size_t i = 1; i < roc.size(); ++i) {
        auto const &a = roc[i - 1], &b = roc[i];
        if (!(a.vbf.value <= vbf && vbf <= b.vbf.value) || a.vbf.value == b.vbf.value || !(a.ggf.value > 0)) continue;
        double const part = (vbf - a.vbf.value) / (b.vbf.value - a.vbf.value);
        return std::exp(-(1 - part) * std::log(a.ggf.value) - part * std::log(b.ggf.value));
    }
    return nan;
}

/// A curve and its band of the ggF/DY events' statistical error, both divided by `reference(vbf)`.
struct DrawnCurve {
    Line line;
    Band band;
};

template <class Reference>
DrawnCurve drawn(evaluate::Report const& report, std::size_t m, Reference reference) {
    auto const& curve = report.models[m];
    auto const colour = plot_parts::colour_of(m);
    DrawnCurve result{{{}, {}, {colour, 2, plot_parts::dash_of(m)}, ""}, {{}, {}, {}, colour, ""}};
    for (auto const& point : curve.roc) {
        double const vbf = point.vbf.value, by = reference(vbf);
        if (!(vbf > 0) || !(point.ggf.value > 0) || !std::isfinite(by)) continue;
        result.line.x.push_back(vbf);
        result.line.y.push_back(rejection(point.ggf.value) / by);
        result.band.low.push_back(rejection(point.ggf.high) / by);
        result.band.high.push_back(std::min(rejection(point.ggf.low), 1e9) / by);
    }
    result.band.x = result.line.x;
    return result;
}

template <class Reference>
Points cuts_point(evaluate::ClassEfficiencies const& cuts, Marker marker, Reference reference) {
    auto const& [vbf, ggf] = cuts;
    double const by = reference(vbf.value);
    return {
        {{vbf.value, rejection(ggf.value) / by, rejection(ggf.high) / by, rejection(ggf.low) / by, vbf.low, vbf.high}},
        marker,
        false,
        black,
        ""};
}

/// The published working points (circles) or cut-based category (square).
template <class Reference>
Points literature_marks(evaluate::Report const& report, bool cut_based, Reference reference) {
    Points points{{}, cut_based ? Marker::square : Marker::circle, true, petroff[8], ""};
    for (auto const& point : report.literature) {
        if (std::isnan(point.threshold) != cut_based) continue;
        points.points.push_back({point.vbf, rejection(point.ggf) / reference(point.vbf)});
    }
    return points;
}

Points labelled(Points points, std::string label) {
    points.label = std::move(label);
    return points;
}

double largest_rejection(evaluate::Report const& report) {
    double largest = 20;
    for (auto const& point : report.first().roc) {
        if (point.vbf.value < lowest_vbf_shown || !(point.ggf.value > 0)) continue;
        largest = std::max(largest, rejection(point.ggf.value));
    }
    return largest;
}

/// The marks of cuts and literature, in the units of the panel.
template <class Reference>
std::vector<Item> marks(evaluate::Report const& report, Reference reference, bool with_labels) {
    auto const label = [&](std::string const& text) { return with_labels ? text : ""; };
    std::vector<Item> items;
    auto const add = [&](evaluate::ClassEfficiencies const& cuts, Marker marker, std::string const& name) {
        if (cuts.vbf.value > 0) items.push_back(labelled(cuts_point(cuts, marker, reference), label(name)));
    };
    add(report.cut_based, Marker::square, report.inputs.cut_based_name);
    for (std::size_t i = 0; i < report.other_cuts.size(); ++i) {
        add(report.other_cuts[i].efficiencies, i % 2 ? Marker::triangle : Marker::diamond, report.other_cuts[i].name);
    }
    if (!report.literature.empty()) {
        items.push_back(
            labelled(literature_marks(report, false, reference), label("literature, score > 0.6, 0.7, 0.8")));
        items.push_back(labelled(literature_marks(report, true, reference), label("literature, cut-based")));
    }
    return items;
}

Panel main_panel(evaluate::Report const& report) {
    auto const by_one = [](double) { return 1.0; };
    auto const title = report.inputs.labels.ggf + " rejection 1/ε";
    Panel panel{{title, 1, 4 * largest_rejection(report), true, {}}, {}, 0.42, 0};
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        auto shown = drawn(report, m, by_one);
        shown.line.label = legend_label(report, m);
        panel.items.push_back(shown.band);
        panel.items.push_back(shown.line);
    }
    plot_parts::append(panel.items, marks(report, by_one, true));
    plot_parts::add_heading(panel, report.inputs.labels, 0.96, true);
    return panel;
}

/// Values of a ratio panel, for its axis.
std::vector<double> shown_ratios(std::vector<Item> const& items) {
    std::vector<double> values{0.9, 1.1};
    for (auto const& item : items) {
        if (auto const* points = std::get_if<Points>(&item)) {
            for (auto const& point : points->points) values.push_back(point.y);
        } else if (auto const* line = std::get_if<Line>(&item)) {
            for (std::size_t i = 0; i < line->x.size(); ++i) {
                if (line->x[i] >= lowest_vbf_shown) values.push_back(line->y[i]);
            }
        }
    }
    return values;
}

Panel ratio_panel(evaluate::Report const& report) {
    auto const reference = [&](double vbf) { return rejection_at(report.first().roc, vbf); };
    Panel panel{{report.models.size() > 1 ? "Ratio to first" : "Ratio", 0, 2, false, {}}, {}, 0, 0};
    panel.items.push_back(drawn(report, 0, reference).band);
    panel.items.push_back(Guide{false, 1, {plot_parts::colour_of(0), 2, ""}});
    for (std::size_t m = 1; m < report.models.size(); ++m) {
        auto const shown = drawn(report, m, reference);
        panel.items.push_back(shown.band);
        panel.items.push_back(shown.line);
    }
    plot_parts::append(panel.items, marks(report, reference, false));
    auto const range = plot_parts::range_of({shown_ratios(panel.items)}).padded(0.15, 0.15);
    panel.y.low = std::max(0.0, range.low), panel.y.high = std::min(3.0, range.high);
    return panel;
}

constexpr char const* classes_caption =
    "ROC curve of each class: rejection (1/efficiency) of the events of all other classes against its efficiency, as "
    "the threshold on its probability moves; up and to the right is better.";

std::string roc_caption(evaluate::Report const& report) {
    auto const vbf = without_marks(report.inputs.labels.vbf), ggf = without_marks(report.inputs.labels.ggf);
    std::string text = "ROC curve: rejection (1/efficiency) of " + ggf + " against " + vbf +
                       " efficiency, as the threshold on the score moves; up and to the right is better. The band is "
                       "the statistical error of the " +
                       ggf + " events.";
    if (report.cut_based.vbf.value > 0) text += " Full black markers are selections by cuts on the same events.";
    if (!report.literature.empty()) {
        text += " Open markers are published values, made with another sample and detector simulation.";
    }
    return text + (report.models.size() == 1 ? " Below: rejection relative to the curve at the same " + vbf +
                                                   " efficiency; a point under 1 is worse."
                                             : " Below: rejection relative to the first model at the same " + vbf +
                                                   " efficiency; under 1 is worse.");
}

}  // namespace

Figure roc_figure(evaluate::Report const& report) {
    return {"roc",
            roc_caption(report),
            {"roc",
             "ROC curve",
             {report.inputs.labels.vbf + " efficiency", 0, 1, false, {}},
             main_panel(report),
             ratio_panel(report)}};
}

Figure classes_figure(evaluate::Report const& report) {
    double largest = 20;
    Panel panel{{"Rejection of all others 1/ε", 1, 0, true, {}}, {}, 0.42, 0};
    for (std::size_t k = 0; k < report.inputs.classes.size(); ++k) {
        auto const& one = report.inputs.classes[k];
        Line line{{}, {}, {plot_parts::colour_of(k), 2, plot_parts::dash_of(k)}, one.name};
        if (std::isfinite(one.against_others.value)) line.label += ", AUC " + fixed(one.against_others.value, 4);
        for (auto const& point : one.roc) {
            if (!(point.vbf.value > 0) || !(point.ggf.value > 0)) continue;
            line.x.push_back(point.vbf.value), line.y.push_back(rejection(point.ggf.value));
            if (point.vbf.value >= lowest_vbf_shown) largest = std::max(largest, line.y.back());
        }
        panel.items.push_back(line);
    }
    panel.y.high = 4 * largest;
    plot_parts::add_heading(panel, report.inputs.labels, 0.96, true);
    return {"roc-classes",
            classes_caption,
            {"roc-classes", "ROC curve of each class", {"Efficiency of the class", 0, 1, false, {}}, panel, {}}};
}

}  // namespace jetseq::report
