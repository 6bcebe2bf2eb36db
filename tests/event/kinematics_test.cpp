#include "event/kinematics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq {
namespace {

constexpr double float_rounding = 1e-6;  // relative: components of jets are floats
constexpr float below_pi = 3.1415925F;   // the largest float that is <= pi
constexpr double pi = 3.14159265358979323846;

Jet massless(float pt, float eta, float phi) { return {pt, eta, phi, pt * std::cosh(eta)}; }

TEST(Kinematics, TwoJetsBackToBackHaveTheSumOfTheirEnergiesAsMass) {
    Jet const left = massless(100, 0, 0), right = massless(100, 0, below_pi);
    EXPECT_NEAR(m_jj(left, right), 200, 200 * float_rounding);
}

TEST(Kinematics, ForwardJetsFollowTheMasslessFormula) {
    Jet const a = massless(80, 2.5F, 0.3F), b = massless(60, -2, 2.8F);
    // m^2 = 2 pt1 pt2 (cosh(delta eta) - cos(delta phi))
    double const expected = std::sqrt(2 * 80 * 60 * (std::cosh(4.5) - std::cos(2.5)));
    EXPECT_NEAR(m_jj(a, b), expected, expected * float_rounding);
}

TEST(Kinematics, TwoTimesTheSameMasslessJetHasNoMass) {
    Jet const jet{50, 0, 0, 50};
    EXPECT_EQ(m_jj(jet, jet), 0);
}

TEST(Kinematics, AMassSquaredBelowZeroGivesZeroNotNaN) { EXPECT_EQ(mass(FourVector{3, 4, 0, 4.9}), 0); }

TEST(Kinematics, FourVectorHasTheDirectionOfTheJet) {
    auto const p = four_vector(Jet{10, std::asinh(2.0F), below_pi / 2, 30});  // sinh(eta) = 2: pz = 2 pt
    EXPECT_NEAR(p.px, 0, 10 * float_rounding);
    EXPECT_NEAR(p.py, 10, 10 * float_rounding);
    EXPECT_NEAR(p.pz, 20, 20 * float_rounding);
    EXPECT_EQ(p.e, 30);
}

TEST(Kinematics, LargeJetsKeepTheirMass) {
    LargeJet const jet{300, 1.2F, -2, 80.4F, 1, 20};
    EXPECT_NEAR(mass(four_vector(jet)), 80.4, 80.4 * float_rounding);
}

TEST(Kinematics, WrappedPhiKeepsTheRangeAndMapsItsLowerEdgeToTheUpper) {
    for (float const phi : {0.0F, 1.0F, -3.0F, below_pi, -below_pi}) EXPECT_EQ(wrapped_phi(phi), phi);
    EXPECT_GT(wrapped_phi(static_cast<float>(-pi)), 0);  // this float is below -pi
}

TEST(Kinematics, WrappedPhiIsTheSameDirectionInsideTheRange) {
    for (int quarter = -24; quarter <= 24; ++quarter) {
        auto const phi = static_cast<float>(quarter * pi / 4 + 1e-3);
        double const wrapped = wrapped_phi(phi);
        EXPECT_LE(std::fabs(wrapped), pi) << phi;
        EXPECT_NEAR(std::cos(wrapped), std::cos(phi), float_rounding) << phi;
        EXPECT_NEAR(std::sin(wrapped), std::sin(phi), float_rounding) << phi;
    }
}

TEST(Kinematics, DeltaPhiIsTheShortWayRound) {
    EXPECT_NEAR(delta_phi(3, -3), 2 * pi - 6, float_rounding);
    EXPECT_NEAR(delta_phi(-3, 3), 2 * pi - 6, float_rounding);
    EXPECT_NEAR(delta_phi(0.25F, -0.5F), 0.75, float_rounding);
}

TEST(Kinematics, DeltaRReachesAcrossTheWrap) {
    Jet const a{50, 0, 3, 50}, b{40, 0.25F, -3, 50};
    EXPECT_NEAR(delta_r(a, b), std::hypot(0.25, 2 * pi - 6), float_rounding);
}

TEST(Kinematics, DeltaRJoinsObjectsOfDifferentKinds) {
    EXPECT_FLOAT_EQ(delta_r(Jet{50, 1, 0, 80}, LargeJet{300, -2, 4 - 2 * static_cast<float>(pi), 80, 1, 20}),
                    std::hypot(3.0F, 2 * static_cast<float>(pi) - 4));
}

}  // namespace
}  // namespace jetseq
