#include "jetseq/evaluate/plots.hpp"

#include <algorithm>
#include <cmath>

#include "jetseq/evaluate/number_text.hpp"
#include "jetseq/evaluate/plot_parts.hpp"

namespace jetseq {
namespace {

using namespace plot;
using plot_parts::add_heading;
using plot_parts::Range;

std::string with_events(std::string const& name, std::uint64_t n) { return name + " (" + count_text(n) + " events)"; }

std::string with_signs(std::string text) {
    auto const at = text.find(">=");
    return at == text.npos ? text : text.replace(at, 2, "≥");
}

// How to read them

constexpr char const* score_caption =
    "Score of both classes, each normalised to unit area, on a logarithmic scale. Vertical bars are statistical "
    "errors; dashed lines mark the working points, whose efficiencies are the areas to their right. "
    "Events without jets share one score, which makes a peak.";
constexpr char const* calibration_caption =
    "How often events with a given score are VBF. On the diagonal the score is the probability of VBF for the mix of "
    "classes evaluated here; the panel below shows observed fraction minus mean score.";
constexpr char const* training_caption =
    "Mean loss per event of the training and validation parts by epoch, and the AUC of the validation part below. "
    "Dashed: the epoch of smallest validation loss. The training loss is measured with dropout, so it may lie above. "
    "Validation rising while training falls is overtraining; both "
    "still falling at the end means that more epochs would help.";

std::string group_caption(char const* property) {
    return std::string{"Share of the events with a given "} + property + " that is selected by score > " +
           shortest(report_thresholds[0]) +
           " (full markers) and by the cut-based category (open markers), which needs two jets. A good model is high "
           "for VBF and low for ggF/DY in every column.";
}

// Score distributions

/// Error bars at the centres of the bins.
Points bars(std::vector<double> const& edges, ScoreDensity const& density, std::string const& colour) {
    Points points{{}, Marker::none, false, colour, ""};
    for (std::size_t i = 0; i < density.density.size(); ++i) {
        double const y = density.density[i], error = density.error[i];
        points.points.push_back({(edges[i] + edges[i + 1]) / 2, y, y - error, y + error});
    }
    return points;
}

/// A log axis on which the densities fill the lower two thirds.
Range density_range(Report const& report) {
    double smallest = std::numeric_limits<double>::infinity(), largest = 0;
    for (auto const* density : {&report.vbf_density, &report.ggf_density}) {
        for (double value : density->density) {
            if (value > 0) smallest = std::min(smallest, value), largest = std::max(largest, value);
        }
    }
    if (largest == 0) return {0.1, 10};
    double const low = std::max(smallest, 1e-5 * largest) / 2;
    return {low, low * std::pow(largest / low, 1 / 0.62)};
}

// Training

std::vector<double> column(Report const& report, double TrainingEpoch::*member) {
    std::vector<double> values;
    for (auto const& epoch : report.inputs.history) values.push_back(epoch.*member);
    return values;
}

std::vector<double> epochs(Report const& report) {
    std::vector<double> values;
    for (auto const& epoch : report.inputs.history) values.push_back(epoch.epoch);
    return values;
}

/// The epoch of smallest validation loss; NaN where no epoch has one.
double best_epoch(Report const& report) {
    double best = std::numeric_limits<double>::quiet_NaN(), smallest = std::numeric_limits<double>::infinity();
    for (auto const& epoch : report.inputs.history) {
        if (epoch.validation_loss < smallest) smallest = epoch.validation_loss, best = epoch.epoch;
    }
    return best;
}

// Groups

/// Efficiencies of one class and selection in all groups, moved sideways by `shift` to stand beside others.
template <class Select>
Points by_group(std::vector<EventGroup> const& groups, double shift, Points style, Select select) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
        Efficiency const e = select(groups[i]);
        style.points.push_back({static_cast<double>(i) + 0.5 + shift, e.value, e.low, e.high});
    }
    return style;
}

double largest_value(std::vector<Item> const& items) {
    double largest = 0;
    for (auto const& item : items) {
        auto const* points = std::get_if<Points>(&item);
        if (!points) continue;
        for (auto const& point : points->points)
            largest = std::max(largest, std::isfinite(point.y_high) ? point.y_high : 0);
    }
    return largest;
}

// Calibration

Points observed(Calibration const& calibration, bool as_difference) {
    Points points{{}, Marker::circle, false, black, as_difference ? "" : "observed, in bins of the score"};
    for (auto const& bin : calibration.bins) {
        double const base = as_difference ? bin.mean_score : 0;
        auto const& e = bin.vbf_fraction;
        points.points.push_back({bin.mean_score, e.value - base, e.low - base, e.high - base});
    }
    return points;
}

}  // namespace

Plot score_plot(Report const& report) {
    auto const& labels = report.inputs.labels;
    auto const y = density_range(report);
    Panel main{{"Probability density", y.low, y.high, true, {}}, {}, 0.04, 0};
    Stroke const vbf{petroff[0], 2, ""}, ggf{petroff[2], 2, ""};
    main.items = {Histogram{report.score_edges, report.vbf_density.density, vbf, Fill::solid,
                            with_events(labels.vbf, report.n_vbf)},
                  Histogram{report.score_edges, report.ggf_density.density, ggf, Fill::hatched,
                            with_events(labels.ggf, report.n_ggf)},
                  bars(report.score_edges, report.vbf_density, petroff[0]),
                  bars(report.score_edges, report.ggf_density, petroff[2])};
    for (double threshold : report_thresholds) {
        main.items.push_back(Guide{true, threshold, {black, 1.3, "6 4"}, 0.66});
    }
    add_heading(main, labels, 0.04, false);
    return {"score", "Score distributions of both classes", {"Score, P(VBF)", 0, 1, false, {}}, main, {}};
}

Plot training_plot(Report const& report) {
    auto const x = epochs(report), train = column(report, &TrainingEpoch::train_loss),
               validation = column(report, &TrainingEpoch::validation_loss),
               area = column(report, &TrainingEpoch::validation_auc);
    auto const y = plot_parts::range_of({train, validation}).padded(0.08, 0.35);
    auto const y_area = plot_parts::range_of({area}).padded(0.15, 0.15);
    auto const x_range = plot_parts::range_of({x}).padded(0.02, 0.02);
    Guide const best{true, best_epoch(report), {grey, 1.3, "6 4"}, 0.64};
    Guide const best_below{true, best.at, best.stroke, 1};
    Panel main{{"Loss", y.low, y.high, false, {}}, {}, 0.62, 0};
    main.items = {Line{x, train, {petroff[0], 2, "7 4"}, "training"},
                  Line{x, validation, {petroff[2], 2, ""}, "validation"}};
    Panel lower{{"AUC", y_area.low, y_area.high, false, {}}, {Line{x, area, {petroff[2], 2, ""}, ""}}, 0, 0};
    if (std::isfinite(best.at)) {
        main.items.push_back(Line{{}, {}, best.stroke, "best epoch (" + fixed(best.at, 0) + ")"});
        main.items.push_back(best);
        lower.items.push_back(best_below);
    }
    add_heading(main, report.inputs.labels, 0.96, true);
    return {"training", "Loss and AUC by epoch", {"Epoch", x_range.low, x_range.high, false, {}}, main, lower};
}

Plot group_plot(Report const& report, std::vector<EventGroup> const& groups, std::string const& what,
                std::string const& id) {
    auto const& labels = report.inputs.labels;
    auto const selection = "score > " + shortest(report_thresholds[0]);
    Panel main{{"Efficiency", 0, 1, false, {}}, {}, 0.04, 0, 2};
    main.items = {by_group(groups, -0.15, {{}, Marker::circle, false, petroff[0], labels.vbf + ", " + selection},
                           [](auto const& group) { return group.working_points.front().vbf; }),
                  by_group(groups, -0.05, {{}, Marker::circle, true, petroff[0], labels.vbf + ", cut-based"},
                           [](auto const& group) { return group.cut_based.vbf; }),
                  by_group(groups, 0.05, {{}, Marker::square, false, petroff[2], labels.ggf + ", " + selection},
                           [](auto const& group) { return group.working_points.front().ggf; }),
                  by_group(groups, 0.15, {{}, Marker::square, true, petroff[2], labels.ggf + ", cut-based"},
                           [](auto const& group) { return group.cut_based.ggf; })};
    double const largest = largest_value(main.items);
    main.y.high = largest > 0 ? largest * 1.45 : 1;
    main.y.low = -0.02 * main.y.high;  // room for the markers of empty categories
    add_heading(main, labels, 0.04, false);
    Axis x{what, 0, std::max(1.0, static_cast<double>(groups.size())), false, {}};
    for (auto const& group : groups) x.categories.push_back(with_signs(group.name));
    return {id, "Efficiencies by " + what, x, main, {}};
}

Plot calibration_plot(Report const& report) {
    auto const difference = observed(report.calibration, true);
    double reach = 0.02;
    for (auto const& p : difference.points) {
        // Ends of bins with a handful of events would hide the rest.
        if (p.y_high - p.y_low < 0.2) reach = std::max({reach, std::abs(p.y_low), std::abs(p.y_high)});
    }
    Panel main{{"Observed VBF fraction", 0, 1, false, {}}, {}, 0.04, 0};
    main.items = {Line{{0, 1}, {0, 1}, {grey, 1.5, "6 4"}, "perfect calibration"}, observed(report.calibration, false)};
    add_heading(main, report.inputs.labels, 0.04, false);
    Panel lower{{"Difference", -1.25 * reach, 1.25 * reach, false, {}},
                {Guide{false, 0, {grey, 1.5, "6 4"}}, difference},
                0,
                0};
    return {"calibration", "Observed VBF fraction against score", {"Mean score", 0, 1, false, {}}, main, lower};
}

std::vector<NamedPlot> report_plots(Report const& report) {
    std::vector<NamedPlot> plots;
    auto const add = [&](std::string name, plot::Plot const& drawn, std::string caption) {
        plots.push_back({std::move(name), std::move(caption), svg(drawn)});
    };
    if (report.n_vbf + report.n_ggf == 0) return plots;
    if (!report.curve.roc.empty()) {  // both classes are there
        add("roc", roc_plot(report), roc_caption(report));
        add("calibration", calibration_plot(report), calibration_caption);
    }
    add("score", score_plot(report), score_caption);
    add("efficiency-by-jets", group_plot(report, report.by_n_jets, "Jets in the sequence", "by-jets"),
        group_caption("number of jets"));
    if (!report.inputs.history.empty()) add("training", training_plot(report), training_caption);
    if (report.by_mass.size() > 1) {
        add("efficiency-by-mass", group_plot(report, report.by_mass, "Mass of the resonance", "by-mass"),
            group_caption("mass of the resonance"));
    }
    return plots;
}

}  // namespace jetseq
