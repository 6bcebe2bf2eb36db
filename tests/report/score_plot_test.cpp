#include "report/figures/score_plot.hpp"

#include <gtest/gtest.h>

namespace jetseq::report {
namespace {

evaluate::ScoreDensity two_bins(double first, double second) { return {{first, second}, {0.5, 0.25}}; }

TEST(ScoreFigure, HasBothClassesWithErrorsAndTheWorkingPoints) {
    evaluate::Report report;
    report.score_edges = {0, 0.5, 1}, report.n_vbf = 3, report.n_ggf = 12345;
    report.models.resize(2);
    report.models[1].model = "second";
    report.models[1].vbf_density = two_bins(0.5, 1.5), report.models[1].ggf_density = two_bins(2, 0);
    auto const figure = score_figure(report, 1);
    EXPECT_EQ(figure.name, "score-2");
    EXPECT_EQ(figure.plot.x.label, "Score of second");
    auto const& items = figure.plot.main.items;
    EXPECT_EQ(std::get<plot::Histogram>(items.at(0)).label, "VBF (3 events)");
    EXPECT_EQ(std::get<plot::Histogram>(items.at(0)).heights, (std::vector<double>{0.5, 1.5}));
    EXPECT_EQ(std::get<plot::Histogram>(items.at(1)).label,
              "ggF/DY (12\xE2\x80\x89"
              "345 events)");
    auto const& bar = std::get<plot::Points>(items.at(2)).points.at(1);
    EXPECT_EQ(bar.x, 0.75);
    EXPECT_EQ(bar.y_low, 1.25);
    EXPECT_EQ(bar.y_high, 1.75);
    EXPECT_EQ(std::get<plot::Guide>(items.at(4)).at, 0.6);
    EXPECT_EQ(std::get<plot::Guide>(items.at(6)).at, 0.8);
    EXPECT_EQ(figure.plot.main.y.low, 0.25);  // half of the smallest that is not 0
}

TEST(SampleFigures, HoldFiveSamplesOfOneClassEach) {
    evaluate::Report report;
    report.score_edges = {0, 0.5, 1};
    for (int n = 0; n < 6; ++n) report.samples.push_back({"v" + std::to_string(n), 1, 1, two_bins(1, 1)});
    report.samples.push_back({"g", 0, 1, two_bins(2, 0)});
    auto const figures = sample_figures(report);
    ASSERT_EQ(figures.size(), 3U);
    EXPECT_EQ(figures[2].name, "score-by-sample-3");
    EXPECT_EQ(std::get<plot::Histogram>(figures[0].plot.main.items.at(4)).label, "v4");
    EXPECT_EQ(std::get<plot::Histogram>(figures[1].plot.main.items.at(0)).label, "v5");
    EXPECT_EQ(std::get<plot::Histogram>(figures[2].plot.main.items.at(0)).heights, (std::vector<double>{2, 0}));
    EXPECT_TRUE(sample_figures({}).empty());
}

}  // namespace
}  // namespace jetseq::report
