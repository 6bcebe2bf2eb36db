#include "evaluate/studies/compare.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "report/page/compare_page.hpp"

namespace jetseq::evaluate {
namespace {

Json report(double auc, double ggf) {
    return Json{{"model", "a"},
                {"auc", {{"value", auc}, {"error", 0.003}}},
                {"working_points",
                 {{{"threshold", 0.6}, {"ggf", {{"value", ggf}, {"low", ggf - 0.01}, {"high", ggf + 0.01}}}}}},
                {"background", 0.1}};
}

Change const* find(ReportComparison const& comparison, std::string const& where) {
    for (auto const& change : comparison.numbers) {
        if (change.where == where) return &change;
    }
    return nullptr;
}

TEST(Compare, AddsBothErrorsInQuadrature) {
    auto const comparison = compare_reports("a", report(0.80, 0.2), "b", report(0.81, 0.2));
    ASSERT_EQ(comparison.numbers.size(), 1u);
    auto const& auc = comparison.numbers[0];
    EXPECT_EQ(auc.where, "auc");
    EXPECT_NEAR(auc.error, 0.003 * std::sqrt(2.0), 1e-12);
    EXPECT_TRUE(auc.is_significant());  // 0.01 / 0.00424
    EXPECT_EQ(auc.better, 1);
    EXPECT_EQ(comparison.same, 3u);  // threshold, ggf, background
}

TEST(Compare, KnowsThatLessBackgroundIsBetterAndNamesTheWorkingPoint) {
    auto const comparison = compare_reports("a", report(0.8, 0.2), "b", report(0.8, 0.1));
    auto const* ggf = find(comparison, "working_points / score > 0.6 / ggf");
    ASSERT_NE(ggf, nullptr);
    EXPECT_EQ(ggf->better, -1);
    EXPECT_NE(report::comparison_html(comparison).find("better"), std::string::npos);
    auto const small = compare_reports("a", report(0.8, 0.2), "b", report(0.8, 0.21));
    EXPECT_FALSE(find(small, "working_points / score > 0.6 / ggf")->is_significant());
}

TEST(Compare, NamesTheClassesOfTheReports) {
    auto json = report(0.8, 0.2);
    EXPECT_EQ(compare_reports("a", json, "b", json).vbf, "VBF");
    json["class_names"] = {{"vbf", "b"}, {"ggf", "light"}};
    auto const comparison = compare_reports("a", json, "b", json);
    EXPECT_EQ(comparison.vbf, "b");
    EXPECT_EQ(comparison.ggf, "light");
    auto const page = report::comparison_html(comparison);
    EXPECT_EQ(page.find("VBF"), page.npos);
    EXPECT_EQ(page.find("ggF"), page.npos);
}

TEST(Compare, PutsWhatHoldsForAllEventsFirst) {
    auto a = report(0.8, 0.2), b = report(0.81, 0.2);
    a["by_n_jets"] = {{{"name", "1"}, {"auc", {{"value", 0.1}, {"error", 0.01}}}}};
    b["by_n_jets"] = {{{"name", "1"}, {"auc", {{"value", 0.9}, {"error", 0.01}}}}};
    auto const comparison = compare_reports("a", a, "b", b);
    ASSERT_EQ(comparison.numbers.size(), 2u);
    EXPECT_EQ(comparison.numbers[0].where, "auc");
    EXPECT_EQ(comparison.numbers[1].where, "by_n_jets / 1 / auc");
}

TEST(Compare, JudgesByTheBeginningOfAName) {
    auto const with = [](double x) {
        Json const measured{{"value", x}, {"error", 0.01}};
        return Json{{"vbf_at_cut_based_ggf", measured},
                    {"ggf_at_cut_based_vbf", measured},
                    {"by_n_jets", {{{"name", "1"}, {"vbf_fraction", measured}}}},
                    {"cut_based", {{"vbf", measured}}},
                    {"data", {{"vbf", measured}, {"n_vbf", 1000 * x}}},
                    {"trust", {{"overtraining", {{"auc_excess", measured}}}}}};
    };
    auto const comparison = compare_reports("a", with(0.356), "b", with(0.474));
    EXPECT_EQ(find(comparison, "vbf_at_cut_based_ggf")->better, 1);
    EXPECT_EQ(find(comparison, "ggf_at_cut_based_vbf")->better, -1);
    for (char const* neither : {"by_n_jets / 1 / vbf_fraction", "cut_based / vbf", "data / vbf", "data / n_vbf",
                                "trust / overtraining / auc_excess"}) {
        ASSERT_NE(find(comparison, neither), nullptr) << neither;
        EXPECT_EQ(find(comparison, neither)->better, 0) << neither;
    }
}

TEST(Compare, CountsNumbersWithoutAnErrorApartAndNoEndsOfIntervals) {
    auto a = report(0.80, 0.2), b = report(0.90, 0.2);
    b["background"] = 0.2;
    a["working_points"][0]["clopper_pearson"] = {{"vbf", {{"low", 0.1}, {"high", 0.2}}}};
    b["working_points"][0]["clopper_pearson"] = {{"vbf", {{"low", 0.2}, {"high", 0.3}}}};
    auto const comparison = compare_reports("a", a, "b", b);
    EXPECT_EQ(comparison.numbers.size(), 2u);
    EXPECT_FALSE(find(comparison, "background")->is_significant());
    EXPECT_EQ(comparison_summary(comparison),
              "1 numbers changed by more than two standard deviations, 0 by less, 1 without an error changed, "
              "2 are the same");
}

TEST(Compare, KeepsElementsOfTheSameName) {
    auto const with = [](double second) {
        auto const model = [](double auc) {
            return Json{{"model", "vbf"}, {"auc", {{"value", auc}, {"error", 0.01}}}};
        };
        return Json{{"comparisons", {model(0.7), model(second), model(0.6)}}};
    };
    auto const comparison = compare_reports("a", with(0.8), "b", with(0.9));
    ASSERT_EQ(comparison.numbers.size(), 1u);
    EXPECT_EQ(comparison.numbers[0].where, "comparisons / vbf (2) / auc");
    EXPECT_EQ(comparison.same, 2u);
}

TEST(Compare, RefusesACurveThatIsNotWhole) {
    auto damaged = report(0.8, 0.2);
    damaged["roc"] = {Json::object()};
    EXPECT_THROW(report::comparison_html(compare_reports("a", damaged, "b", damaged)), Json::exception);
}

TEST(Compare, ListsTextsAndWhatIsMissing) {
    auto other = report(0.8, 0.2);
    other["model"] = "<b>";
    other["more"] = 1;
    other["auc"]["value"] = nullptr;
    auto const comparison = compare_reports("a", report(0.8, 0.2), "b", other);
    EXPECT_EQ(comparison.texts.size(), 2u);
    EXPECT_EQ(comparison.only_after, std::vector<std::string>{"more"});
    EXPECT_EQ(report::comparison_html(comparison).find("<b>"), std::string::npos);
    EXPECT_EQ(comparison_json(comparison)["only_after"][0], "more");
}

}  // namespace
}  // namespace jetseq::evaluate
