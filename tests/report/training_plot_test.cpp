#include "report/figures/training_plot.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq::report {
namespace {

evaluate::Report report_with(std::vector<evaluate::TrainingEpoch> history) {
    evaluate::Report report;
    report.inputs.history = std::move(history);
    return report;
}

std::size_t guides_of(plot::Panel const& panel) {
    std::size_t guides = 0;
    for (auto const& item : panel.items) guides += std::holds_alternative<plot::Guide>(item);
    return guides;
}

TEST(TrainingFigure, MarksTheEpochOfTheSmallestValidationLoss) {
    auto const figure = training_figure(
        report_with({{1, 0.6, 0.61, 0.8, 1e-3}, {2, 0.5, 0.52, 0.85, 1e-3}, {3, 0.4, 0.55, 0.86, 1e-3}}));
    auto const& items = figure.plot.main.items;
    EXPECT_EQ(std::get<plot::Line>(items.at(0)).y, (std::vector<double>{0.6, 0.5, 0.4}));
    EXPECT_EQ(std::get<plot::Line>(items.at(1)).y, (std::vector<double>{0.61, 0.52, 0.55}));
    EXPECT_EQ(std::get<plot::Line>(items.at(1)).x, (std::vector<double>{1, 2, 3}));
    EXPECT_EQ(std::get<plot::Line>(items.at(2)).label, "best epoch (2)");  // though the AUC rises
    EXPECT_EQ(std::get<plot::Guide>(items.at(3)).at, 2);
    EXPECT_EQ(std::get<plot::Line>(figure.plot.lower->items.at(0)).y, (std::vector<double>{0.8, 0.85, 0.86}));
    EXPECT_EQ(std::get<plot::Guide>(figure.plot.lower->items.at(1)).at, 2);
}

TEST(TrainingFigure, MarksNoEpochIfThereIsNoValidation) {
    double const unknown = std::nan("");
    auto const figure = training_figure(report_with({{1, 0.6, unknown, unknown, 1e-3}}));
    EXPECT_EQ(guides_of(figure.plot.main), 0U);
    EXPECT_EQ(guides_of(*figure.plot.lower), 0U);
}

}  // namespace
}  // namespace jetseq::report
