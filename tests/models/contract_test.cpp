#include <gtest/gtest.h>

#include <cmath>

#include "models/frozen/frozen_model.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::says;

constexpr InputContract contract{Frame::detector, 30, 4.5F, 10};

/// `count` jets distributed evenly over pt in [softest, 10 * softest] and eta in [-widest, widest].
std::vector<Jet> jets(std::size_t count, float softest, float widest) {
    std::vector<Jet> result;
    for (std::size_t n = 0; n < count; ++n) {
        float const share = static_cast<float>(n) / static_cast<float>(count - 1);
        result.push_back({softest * (1 + 9 * share), widest * (2 * share - 1), 0, 1000});
    }
    return result;
}

TEST(BrokenContract, FindsNothingWrongWithJetsLikeThoseOfTheTraining) {
    EXPECT_EQ(broken_contract(contract, jets(2000, 30.01F, 4.49F)), "");
    EXPECT_EQ(broken_contract(contract, {}), "");
}

TEST(BrokenContract, SeesMeVInASingleJet) {
    EXPECT_TRUE(says(broken_contract(contract, jets(2, 30'000, 1)), {"pt 300000", "look like MeV", "data.unit: MeV"}));
    EXPECT_EQ(broken_contract(contract, std::vector<Jet>{{6500, 0, 0, 6500}}), "");  // half of the LHC's energy
}

TEST(BrokenContract, SeesALowerThreshold) {
    EXPECT_TRUE(says(broken_contract(contract, jets(200, 20, 4)), {"down to pt 20 GeV", "trained on pt > 30 GeV"}));
    EXPECT_EQ(broken_contract(contract, jets(200, 29.5F, 4)), "");  // 2 %: rounding in another framework
}

TEST(BrokenContract, SeesAHigherThreshold) {
    EXPECT_TRUE(
        says(broken_contract(contract, jets(2000, 40, 4)), {"softest of 2000 jets has pt 40 GeV", "pt > 30 GeV"}));
    EXPECT_EQ(broken_contract(contract, jets(2000, 32, 4)), "");
}

TEST(BrokenContract, NeedsAThousandJetsToMissTheSoftOnes) {
    EXPECT_EQ(broken_contract(contract, jets(999, 40, 4)), "");
    EXPECT_NE(broken_contract(contract, jets(1000, 40, 4)), "");
}

TEST(BrokenContract, SeesAWiderRangeInEta) {
    EXPECT_TRUE(says(broken_contract(contract, jets(200, 31, 4.9F)), {"abs(eta) 4.9", "trained up to 4.5"}));
    auto mirrored = jets(200, 31, 4);
    mirrored[7].eta = -4.9F;
    EXPECT_TRUE(says(broken_contract(contract, mirrored), {"abs(eta) 4.9"}));
}

TEST(BrokenContract, SaysNothingOfFewJets) {
    EXPECT_EQ(broken_contract(contract, jets(99, 20, 4.9F)), "");
    EXPECT_NE(broken_contract(contract, jets(100, 20, 4.9F)), "");
}

TEST(BrokenContract, SaysNothingOfThresholdsThatTheTrainingDidNotKnow) {
    InputContract const unknown{Frame::detector, 0, 1e9F, 10};
    EXPECT_EQ(broken_contract(unknown, jets(2000, 40, 4.9F)), "");
    EXPECT_NE(broken_contract(unknown, jets(2000, 30'000, 4)), "");  // MeV are MeV all the same
}

TEST(BrokenContract, HoldsForTheModelsOwnSelection) {
    InputContract const own{Frame::detector, 20, 2.5F, 10};
    EXPECT_EQ(broken_contract(own, jets(2000, 20.5F, 2.5F)), "");
    EXPECT_TRUE(says(broken_contract(own, jets(2000, 20.5F, 4)), {"trained up to 2.5"}));
}

TEST(BrokenContract, SeesJetsOutOfOrder) {
    std::vector<Jet> const two_events{
        {90, 1, 1, 200}, {50, 1, 1, 90}, {70, 1, 1, 150}, {70, 1, 1, 150}, {80, 1, 1, 160}};
    std::uint64_t const offsets[] = {0, 2, 2, 5};
    EXPECT_TRUE(says(broken_contract(contract, two_events, offsets, 3), {"event 2", "pt 70, 80 GeV", "falling pt"}));
    EXPECT_EQ(broken_contract(contract, two_events, offsets, 2), "");
    std::uint64_t const of_a_part[] = {7, 9};  // offsets into longer columns, of which `jets` begins at the first
    EXPECT_EQ(broken_contract(contract, two_events, of_a_part, 1), "");
}

TEST(BrokenContract, NamesTheEventOfAJetThatIsNotFinite) {
    std::uint64_t const offsets[] = {0, 1, 3};
    for (float const bad : {NAN, INFINITY}) {
        std::vector<Jet> const jets_of_two{{90, 1, 1, 200}, {50, 1, 1, 90}, {40, 1, 1, bad}};
        EXPECT_TRUE(says(broken_contract(contract, jets_of_two, offsets, 2), {"event 1", "NaN"}));
    }
}

TEST(BrokenContract, NamesTheEventOfPaddingAndOfMassesForEnergies) {
    std::uint64_t const offsets[] = {0, 1, 3};
    auto const with = [&](Jet last) {
        return broken_contract(contract, std::vector<Jet>{{90, 1, 1, 200}, {50, 1, 1, 90}, last}, offsets, 2);
    };
    EXPECT_EQ(with({40, 0, 1, 40}), "");
    EXPECT_TRUE(says(with({0, 0, 0, 0}), {"event 1", "pt 0", "padding"}));
    EXPECT_TRUE(says(with({40, 1, 1, 8}), {"event 1", "energy 8", "momentum 62", "a mass"}));
    EXPECT_TRUE(says(with({40, 0, 1, 4'000}), {"event 1", "energy 4000", "momentum 40", "another unit"}));
    EXPECT_TRUE(says(with({45, 7, 1, 24'700}), {"event 1", "energy 24700", "both beams"}));  // 45 cosh(7) = 24675
}

TEST(BrokenContract, SeesPhiOutsideTheRange) {
    auto const at = [](float phi) { return broken_contract(contract, std::vector<Jet>{{50, 0, phi, 60}}); };
    EXPECT_EQ(at(3.1415927F), "");
    EXPECT_TRUE(says(at(-4.5F), {"phi 4.5", "subtract 2 pi"}));
    EXPECT_TRUE(says(at(170), {"degrees?"}));
}

}  // namespace
}  // namespace jetseq
