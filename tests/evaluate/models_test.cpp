#include "evaluate/studies/models.hpp"

#include <gtest/gtest.h>

namespace jetseq::evaluate {
namespace {

/// Two VBF and four ggF/DY events. The cuts keep a half of each class: the best VBF event and the two best ggF/DY ones.
ScoredEvents six_events() {
    ScoredEvents events;
    auto const add = [&](std::int8_t label, float score, bool cut_based) {
        ScoredEvent event;
        event.label = label, event.score = score, event.cut_based = cut_based;
        events.add(event);
    };
    add(1, 0.9F, true), add(1, 0.5F, false);
    add(0, 0.7F, true), add(0, 0.4F, true), add(0, 0.3F, false), add(0, 0.1F, false);
    return events;
}

TEST(MeasureModels, ComparesAModelWithTheCutsByHand) {
    auto const measured = measure_models(six_events(), "vbf", {}, {});
    ASSERT_EQ(measured.models.size(), 1U);
    auto const& model = measured.models[0];
    EXPECT_EQ(model.model, "vbf");
    EXPECT_DOUBLE_EQ(model.auc.value, 7 / 8.0);  // 0.9 is above all four, 0.5 above three of them
    EXPECT_EQ(model.working_points[0].vbf.value, 0.5);
    EXPECT_EQ(model.working_points[0].ggf.value, 0.25);
    EXPECT_EQ(measured.cut_based.vbf.value, 0.5);
    EXPECT_EQ(measured.background, 0.5);             // the cuts' ggF/DY efficiency
    EXPECT_EQ(model.vbf_at_cut_based_ggf.value, 1);  // both are above the third ggF/DY event
    EXPECT_DOUBLE_EQ(model.gain.value, 2);           // 1 over the 1/2 of the cuts
}

TEST(MeasureModels, ComparesOtherModelsAndCutsOnTheSameEvents) {
    auto const events = six_events();
    auto const measured = measure_models(events, "vbf", {{"flat", std::vector<float>(6, 0.5F)}},
                                         {{"all", std::vector<std::uint8_t>(6, 1)}});
    ASSERT_EQ(measured.models.size(), 2U);
    EXPECT_EQ(measured.models[1].model, "flat");
    EXPECT_DOUBLE_EQ(measured.models[1].auc.value, 0.5);  // ties count half
    EXPECT_DOUBLE_EQ(measured.models[1].auc_above_first.value, 0.5 - 7 / 8.0);
    ASSERT_EQ(measured.other_cuts.size(), 1U);
    EXPECT_EQ(measured.other_cuts[0].name, "all");
    EXPECT_EQ(measured.other_cuts[0].efficiencies.ggf.value, 1);
    EXPECT_EQ(measured.other_cuts[0].vbf_of_model.value, 1);
}

TEST(MeasureModels, HasABackgroundOfOneTenthIfTheCutsKeepNone) {
    auto events = six_events();
    events.cut_based.assign(6, 0);
    EXPECT_EQ(measure_models(events, "vbf", {}, {}).background, 0.1);
}

}  // namespace
}  // namespace jetseq::evaluate
