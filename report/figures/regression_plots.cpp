#include "report/figures/regression_plots.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text/number_text.hpp"
#include "report/figures/plot_parts.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report {
namespace {

using namespace plot;
using plot_parts::add_heading;

using Bins = std::vector<evaluate::ResidualBin>;

evaluate::ReportLabels labels_of(evaluate::Regression const& regression) {
    evaluate::ReportLabels labels;
    labels.title = regression.title, labels.experiment = regression.experiment;
    return labels;
}

/// The axis of the true number, from the first to the last edge.
Axis true_axis(evaluate::Regression const& regression) {
    auto const& bins = regression.models.front().bins;
    auto const range = bins.empty() ? plot_parts::Range{0, 1}
                                    : plot_parts::range_of({{bins.front().low, bins.back().high}}).padded(0.02, 0.02);
    return {"True " + regression.target, range.low, range.high, false, {}};
}

/// A number of each bin with its error, at the mean true number.
Points points_of(Bins const& bins, evaluate::Measured evaluate::Residuals::*number, std::size_t m,
                 std::string const& name) {
    Points points;
    points.marker = plot_parts::marker_of(m), points.colour = plot_parts::colour_of(m), points.label = name;
    for (auto const& bin : bins) {
        auto const one = bin.residuals.*number;
        points.points.push_back(
            {bin.residuals.mean_truth, one.value, one.value - one.error, one.value + one.error, bin.low, bin.high});
    }
    return points;
}

/// The range of a number in all bins of all models.
plot_parts::Range range_of(evaluate::Regression const& regression, evaluate::Measured evaluate::Residuals::*number) {
    std::vector<double> values;
    for (auto const& model : regression.models) {
        for (auto const& bin : model.bins) {
            auto const one = bin.residuals.*number;
            double const error = std::isfinite(one.error) ? one.error : 0;
            values.push_back(one.value - error), values.push_back(one.value + error);
        }
    }
    return plot_parts::range_of({values});
}

Figure found_figure(evaluate::Regression const& regression) {
    auto const x = true_axis(regression);
    auto const& first = regression.models.front();
    Band band{{}, {}, {}, petroff[0], "68 %, " + first.name};
    std::vector<double> all{x.low, x.high};
    for (auto const& bin : first.bins) {
        auto const& r = bin.residuals;
        double const middle = r.mean_truth + r.bias.value;
        band.x.push_back(r.mean_truth);
        band.low.push_back(middle - r.width.value), band.high.push_back(middle + r.width.value);
        all.push_back(band.low.back()), all.push_back(band.high.back());
    }
    auto const y = plot_parts::range_of({all}).padded(0.02, 0.3);
    Panel main{{"Found " + regression.target, y.low, y.high, false, {}}, {}, 0.05, 0.95};
    main.items.push_back(band);
    main.items.push_back(Line{{x.low, x.high}, {x.low, x.high}, {grey, 1.3, "6 4"}, "found = true"});
    for (std::size_t m = 0; m < regression.models.size(); ++m) {
        auto points = points_of(regression.models[m].bins, &evaluate::Residuals::bias, m, regression.models[m].name);
        for (auto& point : points.points) {
            point.y += point.x, point.y_low += point.x, point.y_high += point.x;
        }
        main.items.push_back(points);
    }
    add_heading(main, labels_of(regression), 0.04, false);
    return {"found-against-true",
            "Median of the number that is found in bins of the true number, and the band that holds 68 % of the "
            "events about it.",
            {"found-against-true", "Found against true number", x, main, {}}};
}

Figure resolution_figure(evaluate::Regression const& regression) {
    auto const x = true_axis(regression);
    auto const y = range_of(regression, &evaluate::Residuals::width).padded(0.1, 0.4);
    auto const y_bias = range_of(regression, &evaluate::Residuals::bias).padded(0.15, 0.15);
    Panel main{{"Half 68 % width", std::max(0.0, y.low), y.high, false, {}}, {}, 0.05, 0.95};
    Panel lower{{"Bias", y_bias.low, y_bias.high, false, {}}, {Guide{false, 0, {grey, 1.3, "6 4"}}}, 0, 0};
    for (std::size_t m = 0; m < regression.models.size(); ++m) {
        auto const& model = regression.models[m];
        main.items.push_back(points_of(model.bins, &evaluate::Residuals::width, m, model.name));
        lower.items.push_back(points_of(model.bins, &evaluate::Residuals::bias, m, ""));
    }
    add_heading(main, labels_of(regression), 0.04, false);
    return {"resolution",
            "Half of the central 68 % interval of found - true in bins of the true number, and the median below, with "
            "bootstrap errors. A network that minimises a loss finds less than large true numbers and more than small "
            "ones: it weighs what it reads with how often each number occurs in the training.",
            {"resolution", "Resolution and bias by the true number", x, main, lower}};
}

Figure residual_figure(evaluate::Regression const& regression) {
    constexpr std::size_t bins = 60;
    auto const& first = regression.models.front().all;
    double const reach = std::max(5 * first.width.value, 1e-30), low = first.bias.value - reach;
    Panel main{{"Fraction of events", 0, 0, false, {}}, {}, 0.62, 0.95};
    double highest = 0;
    for (std::size_t m = 0; m < regression.models.size(); ++m) {
        auto const& numbers = regression.models[m].numbers;
        Histogram histogram;
        histogram.stroke = {plot_parts::colour_of(m), 1.8, plot_parts::dash_of(m)};
        histogram.label = regression.models[m].name;
        std::vector<double> sums(bins, 0.0);
        double total = 0;
        for (std::size_t n = 0; n < numbers.size(); ++n) {
            double const r = static_cast<double>(numbers.found[n]) - static_cast<double>(numbers.truth[n]);
            double const place = std::floor((r - low) / (2 * reach) * static_cast<double>(bins));
            total += static_cast<double>(numbers.weight[n]);
            if (place >= 0 && place < static_cast<double>(bins))
                sums[static_cast<std::size_t>(place)] += static_cast<double>(numbers.weight[n]);
        }
        for (std::size_t k = 0; k <= bins; ++k) {
            histogram.edges.push_back(low + 2 * reach * static_cast<double>(k) / static_cast<double>(bins));
            if (k < bins) histogram.heights.push_back(sums[k] / total), highest = std::max(highest, sums[k] / total);
        }
        main.items.push_back(histogram);
    }
    main.y.high = highest > 0 ? 1.4 * highest : 1;
    add_heading(main, labels_of(regression), 0.04, false);
    return {
        "residuals",
        "Distribution of found - true. Events outside the axis count in the fraction.",
        {"residuals", "Residuals", {"Found - true " + regression.target, low, low + 2 * reach, false, {}}, main, {}}};
}

Figure number_training_figure(evaluate::Regression const& regression) {
    std::vector<double> x, train, validation, width;
    double best = 0, smallest = std::numeric_limits<double>::infinity();
    for (auto const& epoch : regression.history) {
        x.push_back(epoch.epoch), train.push_back(epoch.train_loss), validation.push_back(epoch.validation_loss);
        width.push_back(epoch.validation_width);
        if (epoch.validation_loss < smallest) smallest = epoch.validation_loss, best = epoch.epoch;
    }
    auto const y = plot_parts::range_of({train, validation}).padded(0.08, 0.35);
    auto const y_width = plot_parts::range_of({width}).padded(0.15, 0.15);
    auto const x_range = plot_parts::range_of({x}).padded(0.02, 0.02);
    Panel main{{"Loss", y.low, y.high, false, {}}, {}, 0.62, 0};
    main.items = {Line{x, train, {petroff[0], 2, "7 4"}, "training"},
                  Line{x, validation, {petroff[2], 2, ""}, "validation"}};
    Panel lower{{"Width", y_width.low, y_width.high, false, {}}, {Line{x, width, {petroff[2], 2, ""}, ""}}, 0, 0};
    if (best > 0) {
        Stroke const dashed{grey, 1.3, "6 4"};
        main.items.push_back(Line{{}, {}, dashed, "best epoch (" + fixed(best, 0) + ")"});
        main.items.push_back(Guide{true, best, dashed, 0.64});
        lower.items.push_back(Guide{true, best, dashed});
    }
    add_heading(main, labels_of(regression), 0.96, true);
    return {"training",
            "Mean loss per event of the standardised number by epoch, and half of the central 68 % interval of the "
            "validation part's residuals below.",
            {"training", "Loss and width by epoch", {"Epoch", x_range.low, x_range.high, false, {}}, main, lower}};
}

}  // namespace

std::vector<Figure> regression_figures(evaluate::Regression const& regression) {
    std::vector<Figure> figures{found_figure(regression), resolution_figure(regression), residual_figure(regression)};
    if (!regression.history.empty()) figures.push_back(number_training_figure(regression));
    return figures;
}

}  // namespace jetseq::report
