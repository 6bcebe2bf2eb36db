#include "report/page/group_tables.hpp"

#include <gtest/gtest.h>

#include "tests/report/page_text.hpp"

namespace jetseq::report::html {
namespace {

TEST(GroupTable, HasARowForEachGroup) {
    evaluate::EventGroup group;
    group.name = ">= 3", group.vbf_fraction = {0.25, 0.2, 0.3}, group.ggf_fraction = {0.5, 0.4, 0.6};
    group.cut_based = {{0.5, 0.4, 0.6}, {0.05, 0.04, 0.06}};
    group.models.resize(1);
    group.models[0].auc = {0.8125, 0.01};
    evaluate::Report report;
    report.models.resize(1);
    auto const table = groups(report, {"n_jets", "Jets <30 GeV", {group}});
    EXPECT_TRUE(holds(table, "<caption>Jets &lt;30 GeV: ")) << table;
    EXPECT_TRUE(holds(table, "<tr><th>&ge; 3</th><td>25.0</td><td>50.0</td><td>0.812</td>"));
}

}  // namespace
}  // namespace jetseq::report::html
