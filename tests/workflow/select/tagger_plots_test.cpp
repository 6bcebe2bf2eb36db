#include "workflow/select/tagger_plots.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace jetseq::workflow {
namespace {

using test::says;

/// 70 < m < 100, D2 < 1, n_trk < 30, at every pt.
BosonTagger flat_tagger() {
    BosonTagger tagger;
    tagger.w = tagger.z = {{{70, 0, 0}}, {{100, 0, 0}}, {{1, 0, 0}}, {{30, 0, 0}}};
    return tagger;
}

/// Signal: one tagged, one with too large a D2. Background: one tagged, one of another mass, one with too many tracks.
std::vector<TuningJet> five_jets() {
    return {{{300, 0, 0, 80, 0.5F, 20}, 1, true, true},
            {{300, 0, 0, 80, 1.5F, 20}, 1, true, true},
            {{300, 0, 0, 80, 0.75F, 20}, 1, false, true},
            {{300, 0, 0, 40, 0.5F, 20}, 1, false, true},
            {{300, 0, 0, 80, 0.5F, 40}, 2, false, true}};
}

TEST(TaggerPlots, MeasureTheTestPartInEachRangeOfPt) {
    auto jets = five_jets();
    auto tuned_on = jets[0];
    tuned_on.is_test = false;
    auto harder = jets[0];
    harder.jet.pt = 500;  // the lower edge belongs to the range
    jets.insert(jets.end(), {tuned_on, harder});
    auto const found = measure_tagger(flat_tagger(), Boson::w, jets, {200, 500, 1000});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].pt_low, 200);
    EXPECT_EQ(found[0].pt_high, 500);
    EXPECT_DOUBLE_EQ(found[0].signal.value, 1 / 2.);
    EXPECT_DOUBLE_EQ(found[0].background.value, 1 / 4.);  // weights 1, 1, 2
    EXPECT_DOUBLE_EQ(found[0].signal_mass.value, 1);
    EXPECT_DOUBLE_EQ(found[0].background_mass.value, 3 / 4.);
    EXPECT_DOUBLE_EQ(found[1].signal.value, 1);
    auto const csv = efficiency_csv(found);
    EXPECT_TRUE(says(csv, {"pt_low,pt_high,signal,signal_low,signal_high,background,", "\n200,500,0.5,", ",0.25,",
                           "\n500,1000,1,"}));
    EXPECT_TRUE(says(csv, {",,,"}));  // no background above 500 GeV
    EXPECT_TRUE(says(efficiency_svg(found, "W"), {"<svg", "W tagger"}));
}

TEST(TaggerPlots, MoveTheCutOnD2AlongTheCurve) {
    auto const roc = tagger_roc(flat_tagger(), Boson::w, five_jets());
    // Distances to the cut: signal 0.5 and -0.5, background 0.25; the other two never pass.
    ASSERT_EQ(roc.points.size(), 5U);
    EXPECT_EQ(roc.points[0].threshold, 0.5);
    EXPECT_EQ(roc.points[1].threshold, 0.25);
    EXPECT_EQ(roc.points[1].vbf, 0.5);
    EXPECT_EQ(roc.points[1].ggf, 0);
    EXPECT_EQ(roc.points[2].threshold, -0.5);
    EXPECT_EQ(roc.points[2].ggf, 0.25);
    EXPECT_EQ(roc.points[3].vbf, 1);
    EXPECT_EQ(roc_csv(roc),
              "d2_loosened_by,signal_efficiency,background_efficiency\n-0.5,0,0\n-0.25,0.5,0\n0.5,0.5,0.25\n");
    auto const found = measure_tagger(flat_tagger(), Boson::w, five_jets(), {200, 500});
    EXPECT_TRUE(says(roc_svg(roc, found[0], "W"), {"<svg", "W tagger", "working point"}));
}

}  // namespace
}  // namespace jetseq::workflow
