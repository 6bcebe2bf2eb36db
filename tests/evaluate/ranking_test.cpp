#include "evaluate/scores/ranking.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/metrics/calibration.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/metrics/roc.hpp"
#include "evaluate/scores/bins.hpp"
#include "evaluate/scores/score_density.hpp"
#include "evaluate/scores/score_map.hpp"
#include "tests/evaluate/sample.hpp"

namespace jetseq::evaluate {
namespace {

using test::Sample;

/// VBF 0.9, 0.5 (weight 2); ggF 0.5, 0.1 (weights 1, 3).
Sample four_events() { return {{.5F, .1F, .9F, .5F}, {1, 0, 1, 0}, {2, 3, 1, 1}}; }

TEST(Ranking, SumsEachClassAndTheTiesInFallingScore) {
    auto const sample = four_events();
    Ranking const ranking{sample};
    EXPECT_EQ(ranking.vbf().w, 3);
    EXPECT_EQ(ranking.ggf().w, 4);
    EXPECT_EQ(ranking.ggf().w2, 10);
    std::vector<std::vector<double>> ties;
    ranking.for_each_tie([&](Tie const& tie) { ties.push_back({tie.score, tie.vbf.w, tie.ggf.w}); });
    EXPECT_EQ(ties, (std::vector<std::vector<double>>{{0.9F, 1, 0}, {0.5, 2, 1}, {0.1F, 0, 3}}));
}

TEST(Ranking, HasBothClassesIfTheWeightsOfEachArePositive) {
    EXPECT_TRUE(Ranking{four_events()}.has_both_classes());
    EXPECT_FALSE((Ranking{Sample{{.5F, .6F}, {1, 1}, {1, 1}}}.has_both_classes()));
    EXPECT_FALSE((Ranking{Sample{{.5F, .6F, .7F}, {1, 0, 0}, {1, 1, -1}}}.has_both_classes()));
    EXPECT_FALSE(Ranking{Sample{}}.has_both_classes());
}

TEST(Ranking, MakesAPointOfTheRocCurveOfEachTie) {
    auto const sample = four_events();
    std::vector<std::vector<double>> points;
    for_each_roc_point(Ranking{sample}, [&](RocPoint const& point, Tie const& above) {
        points.push_back({point.vbf, point.ggf, above.vbf.w, above.ggf.w});
    });
    EXPECT_EQ(points,
              (std::vector<std::vector<double>>{{0, 0, 0, 0}, {1 / 3., 0, 1, 0}, {1, .25, 3, 1}, {1, 1, 3, 4}}));
}

TEST(Roc, IsInterpolated) {  // steps as above
    auto const sample = four_events();
    auto const roc = roc_curve(sample);
    EXPECT_DOUBLE_EQ(vbf_at_ggf(roc, 0.125), 2 / 3.);  // half way between (1/3, 0) and (1, 1/4)
    EXPECT_TRUE(std::isnan(vbf_at_ggf(Roc{}, 0.5)));
}

TEST(Measure, ThinsTheCurveToThePointsThatAPlotShows) {
    Sample sample;
    for (int n = 0; n < 5000; ++n) sample.add(static_cast<float>(n) / 5000, n % 2 == 1);
    Ranking const ranking{sample};
    auto const points = thinned(ranking);
    EXPECT_LT(points.size(), 800U);
    EXPECT_GT(points.size(), 300U);
    EXPECT_EQ(points.front().vbf.value, 0);
    EXPECT_EQ(points.back().vbf.value, 1);
    EXPECT_EQ(points.back().ggf.value, 1);
    for (std::size_t n = 1; n < points.size(); ++n) {  // no step is lost: 0.3 %, and half a tie of 1 in 2500
        EXPECT_LT(points[n].vbf.value - points[n - 1].vbf.value, 0.003 + 1 / 2500.);
    }
    auto const few = four_events();
    EXPECT_EQ(thinned(Ranking{few}).size(), 4U);  // each of a coarse curve
}

TEST(Measure, HasFortyBinsOfTheScore) {
    auto const edges = score_edges();
    ASSERT_EQ(edges.size(), 41U);
    EXPECT_EQ(edges.front(), 0);
    EXPECT_EQ(edges[10], 0.25);
    EXPECT_EQ(edges.back(), 1);
}

TEST(EqualBins, EndAtBothEndsWithoutRounding) {
    EXPECT_EQ(equal_bins(-1, 1, 4), (std::vector<double>{-1, -0.5, 0, 0.5, 1}));
    EXPECT_EQ(equal_bins(0, 0.7, 7).back(), 0.7);  // 7 x 0.1 would be above
}

TEST(Measure, NormalisesTheDensityOfEachClass) {  // two bins: weight 2 of 3 below 0.5 x 2 bins
    Sample const sample{{.1F, .6F, .7F, .2F}, {1, 1, 0, 0}, {2, 1, 0, 0}};
    auto const density = score_density(sample, 1, {0, 0.5, 1});
    EXPECT_EQ(density.density, (std::vector<double>{2 * 2 / 3., 2 / 3.}));
    EXPECT_EQ(density.error, (std::vector<double>{2 * 2 / 3., 2 / 3.}));
    auto const nothing = score_density(sample, 0, {0, 0.5, 1});  // weights of 0
    EXPECT_EQ(nothing.density, (std::vector<double>{0, 0}));
    EXPECT_EQ(nothing.error, (std::vector<double>{0, 0}));
}

TEST(IsotonicLine, HasTheSlopeOfEachPieceAndTheMeanOneBeyondTheEnds) {
    IsotonicLine const line{{-1, 0, 2}, {0, 2, 3}};
    EXPECT_EQ(line.slope_after(1), 2);    // from -1 to 0
    EXPECT_EQ(line.slope_after(2), 0.5);  // from 0 to 2
    EXPECT_EQ(line.slope_after(0), 1);    // (3 - 0) / (2 - -1)
    EXPECT_EQ(line.slope_after(3), 1);
}

}  // namespace
}  // namespace jetseq::evaluate
