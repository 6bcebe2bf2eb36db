#include "report/page/regression_page.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "report/figures/regression_plots.hpp"
#include "report/page/write_report.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::report {
namespace {

evaluate::Regression example() {
    evaluate::Regression regression;
    regression.target = "m <true>", regression.title = "Regression of m", regression.part = "test part (30 %)";
    regression.data = {"jets.h5"};
    for (float const factor : {1.0F, 2.0F}) {
        evaluate::FoundNumbers numbers;
        for (int n = 1; n <= 200; ++n) {
            auto const x = static_cast<float>(n);
            numbers.truth.push_back(x), numbers.found.push_back(x + factor * static_cast<float>(n % 7 - 3));
            numbers.weight.push_back(1);
        }
        regression.models.push_back({factor > 1 ? "baseline" : "network", numbers});
    }
    regression.history = {{1, 0.5, 0.4, -1, 2, 1e-3}, {2, 0.4, 0.45, -1, 1.5, 1e-3}};
    regression.importances = {{"variable exchanged", "eta", {0.5, 0.1}}};
    regression.warnings = {"Beware of the <dog>."};
    evaluate::measure(regression);
    return regression;
}

TEST(RegressionPage, ShowsTheNumbersOfAllModels) {
    auto const page = regression_html(example());
    for (auto const* text : {"network", "baseline", "m &lt;true&gt;", "half 68 % width", "eta", "test part (30 %)",
                             "Beware of the &lt;dog&gt;", "jets.h5", "found-against-true"}) {
        EXPECT_NE(page.find(text), page.npos) << text;
    }
    EXPECT_EQ(page.find("AUC"), page.npos);
}

TEST(RegressionPlots, ShowTheNumbersOfTheBins) {
    auto const regression = example();
    auto const figures = regression_figures(regression);
    ASSERT_EQ(figures.size(), 4U);
    auto const& width = std::get<plot::Points>(figures[1].plot.main.items.at(0));
    auto const& bins = regression.models[0].bins;
    ASSERT_EQ(width.points.size(), bins.size());
    EXPECT_EQ(width.points[2].y, bins[2].residuals.width.value);
    EXPECT_EQ(width.points[2].x, bins[2].residuals.mean_truth);
    EXPECT_EQ(width.points[2].y_high, bins[2].residuals.width.value + bins[2].residuals.width.error);
    auto const& found = std::get<plot::Points>(figures[0].plot.main.items.at(2));
    EXPECT_EQ(found.points[1].y, bins[1].residuals.mean_truth + bins[1].residuals.bias.value);
    double sum = 0;
    for (double const height : std::get<plot::Histogram>(figures[2].plot.main.items.at(0)).heights) sum += height;
    EXPECT_NEAR(sum, 1, 1e-9);
    auto const& training = figures[3].plot.main.items;
    EXPECT_EQ(std::get<plot::Line>(training.at(2)).label, "best epoch (1)");
    auto without = regression;
    without.history.clear();
    EXPECT_EQ(regression_figures(without).size(), 3U);
}

TEST(RegressionFiles, TakeThePlaceOfThoseOfAnEarlierReport) {
    test::TemporaryFolder const folder;
    OutputFiles files;
    auto const written = add_regression(files, folder / "report", example(), {false, false});
    files.commit();
    EXPECT_EQ(read_json(folder / "report/report.json")["target"], "m <true>");
    EXPECT_EQ(written.paths.size(), 2U + 2 * 4);
    auto const patterns = plots_of_reports();
    EXPECT_NE(patterns.front().name.find("found-against-true"), std::string::npos);
}

}  // namespace
}  // namespace jetseq::report
