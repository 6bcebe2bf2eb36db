#include "report/figures/group_plot.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq::report {
namespace {

/// One group of one model.
evaluate::Grouping one_group() {
    evaluate::EventGroup group;
    group.name = ">= 3";
    group.cut_based = {{0.5, 0.4, 0.6}, {0.05, 0.04, 0.06}};
    evaluate::ModelInGroup model;
    model.at_threshold = {{0.7, 0.6, 0.75}, {0.1, 0.05, 0.2}};
    model.at_background = {{0.8, 0.7, 0.85}, {0.15, 0.1, 0.25}};
    model.vbf_flat = {0.9, 0.85, 0.95};
    group.models = {model};
    return {"n_jets", "Jets in the sequence", {group}};
}

evaluate::Report report_of_one_model() {
    evaluate::Report report;
    report.models.resize(1);
    report.models[0].model = "vbf", report.background = 0.125;
    return report;
}

TEST(ThresholdFigure, HasTheModelAndTheCutsSideBySide) {
    auto const figure = threshold_figure(report_of_one_model(), one_group());
    EXPECT_EQ(figure.name, "threshold-by-n_jets");
    EXPECT_EQ(figure.plot.x.categories, std::vector<std::string>{"≥ 3"});
    auto const &model = std::get<plot::Points>(figure.plot.main.items.at(0)),
               &cuts = std::get<plot::Points>(figure.plot.main.items.at(1));
    EXPECT_EQ(model.label, "vbf, score > 0.6");
    EXPECT_EQ(model.points.at(0).y, 0.7);
    EXPECT_EQ(model.points.at(0).y_high, 0.75);
    EXPECT_DOUBLE_EQ(model.points.at(0).x, 0.425);  // 0.15 apart, around the centre 0.5
    EXPECT_DOUBLE_EQ(cuts.points.at(0).x, 0.575);
    EXPECT_TRUE(cuts.is_open);
    EXPECT_EQ(std::get<plot::Points>(figure.plot.lower->items.at(1)).points.at(0).y, 0.05);
    EXPECT_DOUBLE_EQ(figure.plot.lower->y.high, 1.15 * 0.2);  // of the largest upper end
}

TEST(BackgroundFigure, HasOneThresholdForAllGroupsAndOneForEach) {
    auto const figure = background_figure(report_of_one_model(), one_group());
    EXPECT_EQ(figure.name, "background-by-n_jets");
    EXPECT_NE(figure.caption.find("keeps 12.5 % of ggF/DY over all groups"), std::string::npos) << figure.caption;
    auto const& items = figure.plot.main.items;
    EXPECT_EQ(std::get<plot::Points>(items.at(0)).points.at(0).y, 0.8);
    EXPECT_EQ(std::get<plot::Points>(items.at(1)).points.at(0).y, 0.9);
    EXPECT_EQ(std::get<plot::Points>(items.at(1)).label, "first, same in each bin");
    EXPECT_EQ(std::get<plot::Points>(items.at(2)).points.at(0).y, 0.5);
    EXPECT_TRUE(std::isnan(std::get<plot::Points>(figure.plot.lower->items.at(1)).points.at(0).y));  // it is given
}

}  // namespace
}  // namespace jetseq::report
