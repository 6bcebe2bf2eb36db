#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/studies/compare.hpp"
#include "evaluate/studies/json_parts.hpp"
#include "evaluate/studies/trust.hpp"

namespace jetseq::evaluate {
namespace {

TEST(Change, IsJudgedByItsErrorAndByWhatIsBetter) {
    EXPECT_EQ((Change{"auc", 0.8, 0.9, 0.04, 1}.verdict()), "better");  // 2.5 standard deviations
    EXPECT_EQ((Change{"auc", 0.9, 0.8, 0.04, 1}.verdict()), "worse");
    EXPECT_EQ((Change{"loss", 0.9, 0.8, 0.04, -1}.verdict()), "better");
    EXPECT_EQ((Change{"auc", 0.8, 0.9, 0.06, 1}.verdict()), "");  // 1.7
    EXPECT_EQ((Change{"events", 1, 2}.verdict()), "changed");
    EXPECT_TRUE((Change{"auc", 0.8, 0.9, 0.04, 1}.has_error()));
    EXPECT_FALSE((Change{"events", 1, 2}.has_error()));
    EXPECT_FALSE((Change{"events", 1, 2, 0, 0}.has_error()));
}

TEST(JsonParts, MakeNullOfWhatIsNotFinite) {
    EXPECT_EQ(json_number(0.5).dump(), "0.5");
    EXPECT_TRUE(json_number(std::nan("")).is_null());
    EXPECT_EQ(json_numbers({1.5, -INFINITY}).dump(), "[1.5,null]");
    EXPECT_EQ(json_list(std::vector<int>{1, 2}, [](int n) { return Json(2 * n); }).dump(), "[2,4]");
    EXPECT_EQ(json_list(std::vector<int>{}, [](int n) { return Json(n); }).dump(), "[]");
}

/// Of ggF/DY events, all and those with score > 0.7, the first of the report's thresholds.
TEST(Sculpting, OfJetsHasTheirNumberAndTheFirstOne) {
    ScoredEvents events;
    ScoredEvent event;
    event.score = 0.9F, event.n_jets = 2, event.leading_pt = 110, event.leading_eta = -3;
    events.add(event);
    event.score = 0.1F, event.n_jets = 0, event.leading_pt = 0, event.leading_eta = 0;
    events.add(event);
    event.label = 1;  // VBF does not count
    events.add(event);
    auto const sculptings = sculpting_of_jets(events);
    ASSERT_EQ(sculptings.size(), 3U);
    EXPECT_EQ(sculptings[0].variable, "Jets in the sequence");
    EXPECT_EQ(sculptings[0].edges.size(), 8U);  // 0 to 6 and more
    EXPECT_EQ(sculptings[1].edges.back(), 400);
    EXPECT_EQ(sculptings[2].edges.back(), 4.5);
}

}  // namespace
}  // namespace jetseq::evaluate
