#include "report/figures/training_plot.hpp"

#include <cmath>
#include <limits>

#include "core/text/number_text.hpp"
#include "report/figures/plot_parts.hpp"

namespace jetseq::report {
namespace {

using namespace plot;
using plot_parts::add_heading;

constexpr char const* training_caption =
    "Mean loss per event of the training and validation parts by epoch, and the AUC of the validation part below. "
    "Dashed: the epoch of smallest validation loss. The training loss is measured with dropout, so it may lie above. "
    "Validation rising while training falls is overtraining; both still "
    "falling at the end means that more epochs would help.";

std::vector<double> column(evaluate::Report const& report, double evaluate::TrainingEpoch::*member) {
    std::vector<double> values;
    for (auto const& epoch : report.inputs.history) values.push_back(epoch.*member);
    return values;
}

std::vector<double> epochs(evaluate::Report const& report) {
    std::vector<double> values;
    for (auto const& epoch : report.inputs.history) values.push_back(epoch.epoch);
    return values;
}

/// The epoch of smallest validation loss; NaN if no epoch has one.
double best_epoch(evaluate::Report const& report) {
    double best = std::numeric_limits<double>::quiet_NaN(), smallest = std::numeric_limits<double>::infinity();
    for (auto const& epoch : report.inputs.history) {
        if (epoch.validation_loss < smallest) smallest = epoch.validation_loss, best = epoch.epoch;
    }
    return best;
}

}  // namespace

Figure training_figure(evaluate::Report const& report) {
    auto const x = epochs(report), train = column(report, &evaluate::TrainingEpoch::train_loss),
               validation = column(report, &evaluate::TrainingEpoch::validation_loss),
               area = column(report, &evaluate::TrainingEpoch::validation_auc);
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
    return {"training",
            training_caption,
            {"training", "Loss and AUC by epoch", {"Epoch", x_range.low, x_range.high, false, {}}, main, lower}};
}

}  // namespace jetseq::report
