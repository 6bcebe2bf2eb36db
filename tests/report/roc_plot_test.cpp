#include "report/figures/roc_plot.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq::report {
namespace {

constexpr double of_logarithms = 1e-12;  // the curve is geometric between its points

/// VBF efficiencies 1/4, 1/2 and 1 at ggF/DY efficiencies 0, 1/10 and 1; the cuts keep 1/2 and 1/5.
evaluate::Report report_with_curve() {
    evaluate::Report report;
    report.models.emplace_back();
    report.models[0].model = "vbf.json", report.models[0].auc.value = 0.9;
    report.models[0].roc = {
        {0.9, {0.25, 0.2, 0.3}, {0, 0, 0.01}}, {0.5, {0.5, 0.4, 0.6}, {0.1, 0.08, 0.125}}, {0.1, {1, 1, 1}, {1, 1, 1}}};
    report.cut_based = {{0.5, 0.45, 0.55}, {0.2, 0.1, 0.25}};
    return report;
}

TEST(RocFigure, HasTheRejectionOfTheCurveAndTheCutsByHand) {
    auto const figure = roc_figure(report_with_curve());
    EXPECT_EQ(figure.name, "roc");
    auto const& items = figure.plot.main.items;
    auto const& band = std::get<plot::Band>(items.at(0));
    auto const& line = std::get<plot::Line>(items.at(1));
    EXPECT_EQ(line.label, "vbf.json, AUC 0.9000");
    EXPECT_EQ(line.x, (std::vector<double>{0.5, 1}));  // 1 / 0 is not drawn
    EXPECT_EQ(line.y, (std::vector<double>{10, 1}));
    EXPECT_EQ(band.low.at(0), 8);  // 1 / 0.125
    EXPECT_EQ(band.high.at(0), 12.5);
    auto const& cuts = std::get<plot::Points>(items.at(2)).points.at(0);
    EXPECT_EQ(cuts.x, 0.5);
    EXPECT_EQ(cuts.y, 5);
    EXPECT_EQ(cuts.y_low, 4);
    EXPECT_EQ(cuts.y_high, 10);
    EXPECT_EQ(cuts.x_low, 0.45);
}

TEST(RocFigure, HasTheRatioToTheCurveBelow) {
    auto report = report_with_curve();
    report.literature = {{"score > 0.6", 0.6, 0.75, 0.5}};
    auto const figure = roc_figure(report);
    auto const& items = figure.plot.lower->items;
    auto const& cuts = std::get<plot::Points>(items.at(2)).points.at(0);
    EXPECT_EQ(std::get<plot::Guide>(items.at(1)).at, 1);
    EXPECT_NEAR(cuts.y, 0.2 / 0.4, of_logarithms);  // rejection 5, the curve's is 10
    auto const& published = std::get<plot::Points>(items.at(3)).points.at(0);
    EXPECT_NEAR(published.y, 2 / std::sqrt(10), of_logarithms);  // half way from 10 to 1
}

TEST(ClassesFigure, HasACurveForEachClass) {
    evaluate::Report report;
    report.inputs.classes.resize(2);
    report.inputs.classes[0].name = "ggF", report.inputs.classes[1].name = "VBF";
    report.inputs.classes[1].against_others.value = 0.75;
    report.inputs.classes[1].roc = {{0.9, {0.5, 0, 1}, {0.04, 0, 1}}, {0.1, {1, 1, 1}, {0.5, 0, 1}}};
    auto const figure = classes_figure(report);
    EXPECT_EQ(figure.name, "roc-classes");
    auto const& line = std::get<plot::Line>(figure.plot.main.items.at(1));
    EXPECT_EQ(std::get<plot::Line>(figure.plot.main.items.at(0)).label, "ggF");
    EXPECT_EQ(line.label, "VBF, AUC 0.7500");
    EXPECT_EQ(line.y, (std::vector<double>{25, 2}));
    EXPECT_EQ(figure.plot.main.y.high, 100);  // room for the legend: four times the largest
}

}  // namespace
}  // namespace jetseq::report
