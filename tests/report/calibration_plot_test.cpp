#include "report/figures/calibration_plot.hpp"

#include <gtest/gtest.h>

namespace jetseq::report {
namespace {

TEST(CalibrationFigure, HasTheObservedFractionAndItsDifferenceFromTheScore) {
    evaluate::Report report;
    report.models.resize(1);
    report.models[0].model = "vbf";
    report.models[0].calibration.expected_error = 0.05;
    report.models[0].calibration.bins = {{0.2, 0.3, 9, 0.25, {0.3, 0.25, 0.35}}, {0.7, 0.8, 1, 0.75, {0.25, 0, 0.75}}};
    auto const figure = calibration_figure(report);
    EXPECT_EQ(figure.name, "calibration");
    auto const& fractions = std::get<plot::Points>(figure.plot.main.items.at(1));
    EXPECT_EQ(fractions.label, "vbf, ECE 0.050");
    EXPECT_EQ(fractions.points.at(0).x, 0.25);
    EXPECT_EQ(fractions.points.at(0).y, 0.3);
    auto const& differences = std::get<plot::Points>(figure.plot.lower->items.at(1)).points;
    EXPECT_DOUBLE_EQ(differences.at(0).y, 0.3 - 0.25);
    EXPECT_EQ(differences.at(0).y_low, 0);
    EXPECT_EQ(differences.at(1).y, -0.5);
    // Up to 0.1, the upper end of the first bin, and a quarter of it more; the second bin's bar is too long to count.
    EXPECT_DOUBLE_EQ(figure.plot.lower->y.high, 1.25 * (0.35 - 0.25));
}

}  // namespace
}  // namespace jetseq::report
