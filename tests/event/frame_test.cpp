#include "event/frame.hpp"

#include <gtest/gtest.h>

#include "tests/support/toy_events.hpp"

namespace jetseq {
namespace {

constexpr double float_rounding = 2e-6;  // relative: phi near pi is a float with steps of 2.4e-7

TEST(FrameChange, PutsTheLeadingJetAtPhiZeroAndPositiveEta) {
    Jet const leading{90, -2.5F, 2, 560};
    Jet const changed = FrameChange{Frame::canonical, leading}(leading);
    EXPECT_EQ(changed.phi, 0);
    EXPECT_EQ(changed.eta, 2.5F);
    EXPECT_EQ(changed.pt, 90);
    EXPECT_EQ(changed.e, 560);
}

TEST(FrameChange, RotatesAndReflectsTheOtherJetsWithIt) {
    FrameChange const change{Frame::canonical, {90, -2.5F, 3, 560}};
    Jet const changed = change({40, 3, -3, 400});
    EXPECT_EQ(changed.eta, -3);
    EXPECT_NEAR(changed.phi, -6 + 2 * 3.14159265358979, float_rounding);  // -6 is brought into (-pi, pi]
}

TEST(FrameChange, DoesNotReflectIfTheLeadingJetHasPositiveEta) {
    FrameChange const change{Frame::canonical, {90, 2.5F, 0, 560}};
    EXPECT_EQ(change({40, -3, 1, 400}).eta, -3);
}

TEST(FrameChange, LeavesTheDetectorsFrameAsItIs) {
    FrameChange const change{Frame::detector, {90, -2.5F, 3, 560}};
    Jet const same = change({40, -3, -1, 400});
    EXPECT_EQ(same.eta, -3);
    EXPECT_EQ(same.phi, -1);
}

TEST(FrameChange, KeepsTheMassOfEveryPair) {
    Random random{1};
    for (int event = 0; event < 100; ++event) {
        auto const jets = test::toy_jets(3, random);
        FrameChange const change{Frame::canonical, jets[0]};
        for (std::size_t i = 1; i < jets.size(); ++i) {
            double const before = m_jj(jets[0], jets[i]);
            // jets have a mass of 10 % of their energy: m_jj is never the small difference of large numbers
            EXPECT_NEAR(m_jj(change(jets[0]), change(jets[i])), before, before * float_rounding);
        }
    }
}

}  // namespace
}  // namespace jetseq
