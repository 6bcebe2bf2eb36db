#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/studies/compare.hpp"
#include "evaluate/studies/json_parts.hpp"
#include "evaluate/studies/literature.hpp"
#include "evaluate/studies/samples.hpp"
#include "evaluate/studies/trust.hpp"
#include "evaluate/studies/trust_json.hpp"

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

TEST(TrustJson, OfNoStudiesIsEmptyAndKeepsTheFormat) {
    EXPECT_EQ(trust_json({}), Json::parse(R"({"systematics": [], "mistakes": [], "importances": [],
                                              "overtraining": null, "trainings": [], "recalibrations": [],
                                              "sculpting": [], "chosen_points": []})"));
    Trust trust;
    trust.importances = {{"variable exchanged", "pT", {0.5, std::nan("")}}};
    EXPECT_EQ(trust_json(trust)["importances"], Json::parse(R"([{"kind": "variable exchanged", "name": "pT",
                                                                 "auc_loss": {"value": 0.5, "error": null}}])"));
}

/// Of the cut-based category and at each threshold of the report.
TEST(Literature, HasAPointForEachWorkingPoint) {
    auto const points = literature_points();
    ASSERT_EQ(points.size(), 1 + std::size(report_thresholds));
    EXPECT_EQ(points[0].selection, "cut-based");
    EXPECT_TRUE(std::isnan(points[0].threshold));
    for (std::size_t n = 1; n < points.size(); ++n) {
        EXPECT_EQ(points[n].threshold, report_thresholds[n - 1]);
        EXPECT_TRUE(n == 1 || (points[n].vbf < points[n - 1].vbf && points[n].ggf < points[n - 1].ggf)) << n;
        EXPECT_GT(points[n].vbf, points[n].ggf);
    }
}

TEST(SampleDensities, AreThoseOfEachSampleAndLabelIfThereAreMoreThanTwo) {
    ScoredEvents events;
    auto const add_event = [&](std::int32_t sample, std::int8_t label, float score) {
        ScoredEvent event;
        event.sample = sample, event.label = label, event.score = score;
        events.add(event);
    };
    add_event(11, 1, 0.51F), add_event(12, 0, 0.01F), add_event(12, 0, 0.99F);
    EXPECT_TRUE(sample_densities(events, {}).empty());  // both classes of the whole show as much
    add_event(11, 0, 0.26F);
    auto const densities = sample_densities(events, {{{11, 1}, "signal"}});
    ASSERT_EQ(densities.size(), 3U);  // by sampleId, then label
    EXPECT_EQ(densities[0].name, "sample 11");
    EXPECT_EQ(densities[0].density.density[10], 40);  // one event in a bin of width 1/40
    EXPECT_EQ(densities[1].name, "signal");
    EXPECT_EQ(densities[1].density.density[20], 40);
    EXPECT_EQ(densities[2].n, 2U);
    EXPECT_EQ(densities[2].density.density[39], 20);  // one of two
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
