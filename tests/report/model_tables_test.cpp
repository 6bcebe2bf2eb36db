#include "report/page/model_tables.hpp"

#include <gtest/gtest.h>

#include "tests/report/page_text.hpp"

namespace jetseq::report::html {
namespace {

/// Two models, the second 0.01 better, and cuts that keep 0.5 of VBF and 0.05 of ggF/DY.
evaluate::Report two_models() {
    evaluate::Report report;
    report.models.resize(2);
    report.models[0].model = "first", report.models[0].auc = {0.8, 0.01};
    report.models[1].model = "a<b", report.models[1].auc = {0.81, 0.01};
    report.models[1].auc_above_first = {0.01, 0.002};
    for (auto& model : report.models) {
        model.gain = {1.25, 0.05}, model.vbf_at_cut_based_ggf = {0.625, 0.6, 0.65};
        for (double const threshold : evaluate::report_thresholds) {
            model.working_points.push_back({threshold, {0.75, 0.7, 0.8}, {0.125, 0.1, 0.15}});
        }
    }
    report.inputs.cut_based_name = "the cuts", report.cut_based = {{0.5, 0.45, 0.55}, {0.05, 0.04, 0.06}};
    return report;
}

TEST(ModelTable, HasARowForEachModelAndTheCuts) {
    auto const table = models(two_models());
    EXPECT_TRUE(holds(table, "<tr><th>first</th><td>0.8000 &plusmn; 0.0100</td><td></td>")) << table;
    EXPECT_TRUE(holds(table, "<tr><th>a&lt;b</th><td>0.8100 &plusmn; 0.0100</td><td>100 &plusmn; 20</td>"));
    EXPECT_TRUE(holds(table, "<tr><th>the cuts</th><td></td><td></td><td>50.0"));
}

TEST(WorkingPointTable, HasARowForEachThresholdAndTheCuts) {
    auto const table = working_points(two_models());
    for (auto const* const row : {"score &gt; 0.6", "score &gt; 0.7", "score &gt; 0.8", "ggF/DY as cuts", "the cuts"}) {
        EXPECT_TRUE(holds(table, std::string{"<tr><th>"} + row + "</th>")) << row << table;
    }
    EXPECT_TRUE(holds(table, "a&lt;b:<br>VBF [%]"));
    EXPECT_FALSE(holds(table, "literature"));
}

}  // namespace
}  // namespace jetseq::report::html
