#include "report/figures/calibration_plot.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/figures/plot_parts.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report {
namespace {

using namespace plot;
using plot_parts::add_heading;

std::string calibration_caption(std::string const& vbf) {
    return "How often events with a given score are " + vbf + ". On the diagonal the score is the probability of " +
           vbf + " for the mix of classes evaluated here; the panel below shows observed fraction minus mean score.";
}

/// Observed fractions of model m by mean score; minus the mean score if `as_difference`.
Points observed(evaluate::Report const& report, std::size_t m, bool as_difference) {
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

Figure calibration_figure(evaluate::Report const& report) {
    double reach = 0.02;
    std::string const& vbf = report.inputs.labels.vbf;
    Panel main{{"Observed " + vbf + " fraction", 0, 1, false, {}}, {}, 0.04, 0};
    Panel lower{{"Difference", 0, 0, false, {}}, {Guide{false, 0, {grey, 1.5, "6 4"}}}, 0, 0};
    main.items = {Line{{0, 1}, {0, 1}, {grey, 1.5, "6 4"}, "perfect calibration"}};
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        main.items.push_back(observed(report, m, false));
        auto const difference = observed(report, m, true);
        for (auto const& p : difference.points) {
            // Long error bars of bins with a few events would squeeze the rest.
            if (p.y_high - p.y_low < 0.2) reach = std::max({reach, std::abs(p.y_low), std::abs(p.y_high)});
        }
        lower.items.push_back(difference);
    }
    lower.y.low = -1.25 * reach, lower.y.high = 1.25 * reach;
    add_heading(main, report.inputs.labels, 0.04, false);
    return {"calibration",
            calibration_caption(without_marks(vbf)),
            {"calibration",
             "Observed " + without_marks(vbf) + " fraction against score",
             {"Mean score", 0, 1, false, {}},
             main,
             lower}};
}

}  // namespace jetseq::report
