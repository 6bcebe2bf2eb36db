#include "select/objects/neutrino.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

TEST(Neutrino, GivesTheLeptonTheMassOfTheW) {
    FourVector const lepton{40, 10, 25, std::sqrt(40 * 40 + 10 * 10 + 25 * 25)};
    auto const found = neutrino(lepton, -20, 25);
    EXPECT_NEAR(mass(lepton + found), 80.4, 1e-9);
    EXPECT_NEAR(mass(found), 0, 1e-4);
    for (double z = 0; z < std::fabs(found.pz) - 0.01; z += 0.01) {  // no solution is nearer to the transverse plane
        for (double const pz : {z, -z}) {
            FourVector const other{-20, 25, pz, std::sqrt(20 * 20 + 25 * 25 + pz * pz)};
            EXPECT_GT(std::fabs(mass(lepton + other) - 80.4), 1e-5);
        }
    }
}

TEST(Neutrino, TakesTheRealPartIfTheTransverseMassExceedsThatOfTheW) {
    FourVector const lepton{60, 0, 30, std::sqrt(60 * 60 + 30 * 30)};
    auto const found = neutrino(lepton, -60, 0);  // transverse mass 120 GeV
    EXPECT_NEAR(found.pz, (80.4 * 80.4 / 2 - 60 * 60) * 30 / (60 * 60), 1e-9);
}

TEST(TransverseMass, OfTwoMasslessBackToBackIsTheSumOfTheirMomenta) {
    EXPECT_DOUBLE_EQ(transverse_mass({30, 0, 0, 30}, -30, 0), 60);
    EXPECT_DOUBLE_EQ(transverse_mass({30, 0, 40, 50}, -30, 0), 60);  // momentum along the beam does not count
    EXPECT_DOUBLE_EQ(transverse_mass({30, 0, 0, 30}, 30, 0), 0);     // side by side
}

TEST(TransverseMass, TakesTheMassOfWhatIsSeen) {  // mass 4, E_T 5: (5 + 12)^2 - 3^2 - 12^2 = 136
    EXPECT_DOUBLE_EQ(transverse_mass({3, 0, 0, 5}, 0, 12), std::sqrt(136.0));
    EXPECT_DOUBLE_EQ(transverse_mass({0, 0, 3, 5}, 0, 0), 4);
}

}  // namespace
}  // namespace jetseq
