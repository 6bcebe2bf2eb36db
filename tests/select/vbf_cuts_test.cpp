#include "select/cuts/vbf_cuts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/select/toy_selection.hpp"

namespace jetseq {
namespace {

constexpr double float_rounding = 1e-6;  // relative

using test::massless;

/// m_jj of massless jets of equal pt, delta eta apart and perpendicular in azimuth: pt sqrt(2 cosh(delta eta)).
std::vector<Jet> pair(double m_jj, double delta_eta) {
    auto const pt = static_cast<float>(m_jj / std::sqrt(2 * std::cosh(delta_eta)));
    auto const half = static_cast<float>(delta_eta / 2);
    return {massless(pt, half, 0), massless(pt, -half, 1.57079633F)};
}

TEST(TagJets, AreThePairInOppositeHemispheresWithTheLargestMass) {
    // 0 and 1 have the largest mass of all but lie on one side
    std::vector<Jet> const jets{massless(300, 1, 0), massless(200, 4, 3), massless(60, -0.5F, 0), massless(50, -4, 0)};
    TagJets const tag = find_tag_jets(jets);
    ASSERT_TRUE(tag.found);
    EXPECT_EQ(tag.first.pt, 200);
    EXPECT_EQ(tag.second.pt, 50);
    double const expected = std::sqrt(2 * 200 * 50 * (std::cosh(8) - std::cos(3)));
    EXPECT_NEAR(tag.m_jj, expected, expected * float_rounding);
    EXPECT_FLOAT_EQ(tag.delta_eta, 8);
}

TEST(TagJets, NeedTwoJetsInOppositeHemispheres) {
    EXPECT_FALSE(find_tag_jets({}).found);
    EXPECT_FALSE(find_tag_jets(std::vector<Jet>{massless(50, 3, 0)}).found);
    EXPECT_FALSE(find_tag_jets(std::vector<Jet>{massless(500, 0.1F, 0), massless(500, 4.4F, 3)}).found);
    EXPECT_FALSE(find_tag_jets(std::vector<Jet>{massless(500, 0, 0), massless(500, 4.4F, 3)}).found);  // 0: no side
    EXPECT_TRUE(find_tag_jets(std::vector<Jet>{massless(50, 0.1F, 0), massless(50, -0.1F, 3)}).found);
}

TEST(VbfCuts, KeepWhatIsAbove770GeVAnd4Point7) {
    EXPECT_TRUE(is_vbf(pair(771, 4.71)));
    EXPECT_FALSE(is_vbf(pair(769, 4.71)));
    EXPECT_FALSE(is_vbf(pair(771, 4.69)));
}

TEST(VbfCuts, MayBeTunedTo630GeV) {
    VbfCuts const tuned{630, 4.7F};
    EXPECT_TRUE(is_vbf(pair(631, 4.71), tuned));
    EXPECT_FALSE(is_vbf(pair(631, 4.71)));
    EXPECT_FALSE(is_vbf(pair(629, 4.71), tuned));
}

TEST(VbfCuts, KeepNoEventWithFewerThanTwoJets) {
    EXPECT_FALSE(is_vbf({}));
    EXPECT_FALSE(is_vbf({}, {0, 0}));
    EXPECT_FALSE(is_vbf(std::vector<Jet>{massless(5000, 4, 0)}));
}

}  // namespace
}  // namespace jetseq
