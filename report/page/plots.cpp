#include "report/page/plots.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/page/plot_parts.hpp"
#include "report/page/trust_plots.hpp"

namespace jetseq {
namespace {

using namespace plot;
using plot_parts::add_heading;

// How to read them

constexpr char const* calibration_caption =
    "How often events with a given score are VBF. On the diagonal the score is the probability of VBF for the mix of "
    "classes evaluated here; the panel below shows observed fraction minus mean score.";
constexpr char const* training_caption =
    "Mean loss per event of the training and validation parts by epoch, and the AUC of the validation part below. "
    "Dashed: the epoch of smallest validation loss. The training loss is measured with dropout, so it may lie above. "
    "Validation rising while training falls is overtraining; both "
    "still falling at the end means that more epochs would help.";

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

// Calibration

/// Observed fractions of model m, to the side of others so that their bars stay apart.
Points observed(Report const& report, std::size_t m, bool as_difference) {
    Points points{
        {}, plot_parts::marker_of(m), false, report.models.size() == 1 ? black : plot_parts::colour_of(m), ""};
    if (!as_difference)
        points.label =
            plot_parts::model_name(report, m) + ", ECE " + fixed(report.models[m].calibration.expected_error, 3);
    for (auto const& bin : report.models[m].calibration.bins) {
        double const base = as_difference ? bin.mean_score : 0;
        auto const& e = bin.vbf_fraction;
        points.points.push_back({bin.mean_score, e.value - base, e.low - base, e.high - base});
    }
    return points;
}

}  // namespace

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

Plot calibration_plot(Report const& report) {
    double reach = 0.02;
    Panel main{{"Observed VBF fraction", 0, 1, false, {}}, {}, 0.04, 0};
    Panel lower{{"Difference", 0, 0, false, {}}, {Guide{false, 0, {grey, 1.5, "6 4"}}}, 0, 0};
    main.items = {Line{{0, 1}, {0, 1}, {grey, 1.5, "6 4"}, "perfect calibration"}};
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        main.items.push_back(observed(report, m, false));
        auto const difference = observed(report, m, true);
        for (auto const& p : difference.points) {
            // Ends of bins with a handful of events would hide the rest.
            if (p.y_high - p.y_low < 0.2) reach = std::max({reach, std::abs(p.y_low), std::abs(p.y_high)});
        }
        lower.items.push_back(difference);
    }
    lower.y.low = -1.25 * reach, lower.y.high = 1.25 * reach;
    add_heading(main, report.inputs.labels, 0.04, false);
    return {"calibration", "Observed VBF fraction against score", {"Mean score", 0, 1, false, {}}, main, lower};
}

std::vector<NamedPlot> report_plots(Report const& report) {
    std::vector<NamedPlot> plots;
    auto const add = [&](char const* section, std::string name, plot::Plot drawn, std::string caption) {
        plots.push_back({section, std::move(name), std::move(caption), std::move(drawn)});
    };
    if (report.n_vbf + report.n_ggf == 0) return plots;
    if (!report.first().roc.empty()) {  // both classes are there
        add("models", "roc", roc_plot(report), roc_caption(report));
        add("trust", "calibration", calibration_plot(report), calibration_caption);
    }
    if (!report.inputs.classes.empty()) add("models", "roc-classes", classes_plot(report), classes_caption);
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        auto const name = m == 0 ? "score" : "score-" + std::to_string(m + 1);
        add("models", name, score_plot(report, m), score_caption(report, m));
    }
    for (auto const& by_sample : sample_plots(report)) add("models", by_sample.id, by_sample, sample_caption);
    if (!report.inputs.history.empty()) add("trust", "training", training_plot(report), training_caption);
    for (auto const& grouping : report.groupings) {
        if (grouping.groups.size() < 2) continue;
        add("where", "threshold-by-" + grouping.key, threshold_plot(report, grouping), threshold_caption(report));
        add("where", "background-by-" + grouping.key, background_plot(report, grouping), background_caption(report));
    }
    for (auto& plot : trust_plots(report)) plots.push_back(std::move(plot));
    return plots;
}

}  // namespace jetseq
