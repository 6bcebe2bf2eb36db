#include "select/candidate/v_candidate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/select/toy_selection.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq {
namespace {

LargeJet large_jet(float m, float eta = 0, float phi = 0) { return {300, eta, phi, m, 1, 20}; }
using test::massless;

/// The azimuth between two massless central jets of these pt that gives mass `m`: m^2 = 2 pt1 pt2 (1 - cos phi).
float opening(float pt1, float pt2, double m) { return static_cast<float>(std::acos(1 - m * m / (2 * pt1 * pt2))); }

Event one_lepton_event() {
    Event event;
    event.info.leptons = 1;
    return event;
}

Regime regime_of_mass(float m) {
    auto event = one_lepton_event();
    event.large_jets = {large_jet(m)};
    return find_v_candidate(event, {}).regime;
}

std::vector<float> pts(std::vector<Jet> const& jets) {
    std::vector<float> result;
    for (Jet const& jet : jets) result.push_back(jet.pt);
    return result;
}

std::vector<Jet> sequence_of(Event const& event) { return sequence_of(event, find_v_candidate(event, {}), {}); }

TEST(VCandidate, IsALargeJetWithin30GeVOfOneOfTheBosons) {  // m_W = 80.4 GeV, m_Z = 91.2 GeV
    EXPECT_EQ(regime_of_mass(50.3F), Regime::none);
    EXPECT_EQ(regime_of_mass(50.5F), Regime::merged);
    EXPECT_EQ(regime_of_mass(85), Regime::merged);
    EXPECT_EQ(regime_of_mass(121.1F), Regime::merged);
    EXPECT_EQ(regime_of_mass(121.3F), Regime::none);
}

TEST(VCandidate, TakesAwayTheJetsWithinOneUnitOfIt) {
    auto event = one_lepton_event();
    event.large_jets = {large_jet(80, 0, 3)};
    event.jets = {massless(200, 0, 3),    massless(90, 0.99F, 3), massless(80, 1.01F, 3),
                  massless(70, 0, 2.01F), massless(60, 0, -2.3F),  // 2 pi - 5.3 = 0.98 away: across the wrap
                  massless(50, 0, -2.2F)};                         // 1.08 away
    auto const candidate = find_v_candidate(event, {});
    EXPECT_EQ(candidate.regime, Regime::merged);
    EXPECT_EQ(candidate.large_jets, std::vector<std::size_t>{0});
    EXPECT_TRUE(candidate.jets.empty());
    EXPECT_EQ(pts(sequence_of(event)), (std::vector<float>{80, 50}));
}

TEST(VCandidate, WithALeptonLooksAtTheLeadingLargeJetOnly) {
    auto event = one_lepton_event();
    event.large_jets = {large_jet(200), large_jet(80, 2)};
    EXPECT_EQ(find_v_candidate(event, {}).regime, Regime::none);
    event.large_jets = {large_jet(80), large_jet(80, 2)};
    EXPECT_EQ(find_v_candidate(event, {}).large_jets, std::vector<std::size_t>{0});
}

TEST(VCandidate, FullyHadronicTakesTwoLargeJets) {
    Event event;
    event.info.leptons = -1;
    event.large_jets = {large_jet(80, 0, 0), large_jet(95, 0, 3), large_jet(80, 3, 0)};
    event.jets = {massless(200, 0, 0.1F), massless(150, 0, 2.9F), massless(60, 3, 0), massless(40, -3, 1)};
    EXPECT_EQ(find_v_candidate(event, {}).large_jets, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(pts(sequence_of(event)), (std::vector<float>{60, 40}));
}

TEST(VCandidate, FullyHadronicNeedsBothLargeJets) {
    Event event;
    event.info.leptons = -1;
    event.large_jets = {large_jet(80, 0, 0), large_jet(20, 0, 3), large_jet(91, 3, 0)};
    float const w = opening(60, 50, 82);
    event.jets = {massless(60, 0, -w), massless(50, 0, 0)};  // a pair that would do with a lepton
    EXPECT_EQ(find_v_candidate(event, {}).regime, Regime::none);
}

TEST(VCandidate, ResolvedIsThePairNearestToABoson) {
    auto event = one_lepton_event();
    float const w = opening(60, 50, 82), z = opening(50, 48, 91);
    // jets 0 and 1 give 82 GeV (1.6 from W), 1 and 2 give 91 GeV (0.2 from Z), 0 and 2 give 96 GeV
    event.jets = {massless(60, 0, -w), massless(50, 0, 0), massless(48, 0, z), massless(35, 4, 0)};
    auto const candidate = find_v_candidate(event, {});
    EXPECT_EQ(candidate.regime, Regime::resolved);
    EXPECT_EQ(candidate.jets, (std::vector<std::size_t>{1, 2}));
    EXPECT_TRUE(candidate.large_jets.empty());
    EXPECT_EQ(pts(sequence_of(event)), (std::vector<float>{60, 35}));
}

TEST(VCandidate, ResolvedIsWithin30GeVOfOneOfTheBosons) {
    auto const regime_of_pair = [](double m_jj) {
        auto event = one_lepton_event();
        event.jets = {massless(80, 0, 0), massless(70, 0, opening(80, 70, m_jj))};
        return find_v_candidate(event, {}).regime;
    };
    EXPECT_EQ(regime_of_pair(50.3), Regime::none);
    EXPECT_EQ(regime_of_pair(50.5), Regime::resolved);
    EXPECT_EQ(regime_of_pair(121.1), Regime::resolved);
    EXPECT_EQ(regime_of_pair(121.3), Regime::none);
}

TEST(VCandidate, ResolvedTakesCentralJetsOverItsThreshold) {
    auto event = one_lepton_event();
    Jet const good = massless(31, 0, 0), soft = massless(29, 0, opening(31, 29, 59));
    event.jets = {massless(32, 2.6F, 0), good, soft};  // masses with the good jet: 107 and 59 GeV
    EXPECT_EQ(find_v_candidate(event, {}).regime, Regime::none);
    EXPECT_EQ(pts(sequence_of(event)), (std::vector<float>{32, 31}));
    event.jets[0] = massless(32, 2.4F, 0);  // 95 GeV
    EXPECT_EQ(find_v_candidate(event, {}).jets, (std::vector<std::size_t>{0, 1}));
}

TEST(VCandidate, IsMergedBeforeItIsResolved) {
    auto event = one_lepton_event();
    event.jets = {massless(60, 0, 0), massless(50, 0, opening(60, 50, 80.4))};
    EXPECT_EQ(find_v_candidate(event, {}).regime, Regime::resolved);
    event.large_jets = {large_jet(110, 2)};
    EXPECT_EQ(find_v_candidate(event, {}).regime, Regime::merged);
}

TEST(VCandidate, OfAnEventWithoutObjectsIsNone) {
    auto const candidate = find_v_candidate({}, {});
    EXPECT_EQ(candidate.regime, Regime::none);
    EXPECT_TRUE(candidate.large_jets.empty() && candidate.jets.empty());
    EXPECT_TRUE(sequence_of(Event{}, candidate, {}).empty());
}

TEST(SequenceOf, LeavesOutSoftAndVeryForwardJets) {
    auto event = one_lepton_event();
    event.jets = {massless(60, 4.6F, 0), massless(50, -4.4F, 0), massless(40, -4.5F, 0),
                  massless(31, 3, 0),    massless(30, -3, 0),    massless(25, 1, 0)};
    EXPECT_EQ(pts(sequence_of(event, {}, {})), (std::vector<float>{50, 31}));  // at the edge is outside
    VCandidateCuts wider;
    wider.jet_pt_min = 20, wider.jet_abs_eta_max = 5;
    EXPECT_EQ(sequence_of(event, {}, wider).size(), 6);
}

TEST(SequenceOf, KeepsJetsInFallingPtAndWithinTheCuts) {
    for (Event const& event : test::toy_events(500, 1)) {
        auto const sequence = sequence_of(event);
        EXPECT_TRUE(std::is_sorted(sequence.begin(), sequence.end(), [](Jet a, Jet b) { return a.pt > b.pt; }));
        EXPECT_LE(sequence.size(), event.jets.size());
    }
}

TEST(VCandidate, IsLookedForAsAPairWhateverTheLargeJetsAre) {
    auto event = one_lepton_event();
    event.large_jets = {large_jet(80)};
    EXPECT_EQ(find_resolved_candidate(event, {}).regime, Regime::none);
    event.jets = {massless(70, 0, 0), massless(60, 0, 2), massless(50, 0, opening(70, 50, 85))};
    auto const pair = find_resolved_candidate(event, {});
    EXPECT_EQ(pair.regime, Regime::resolved);
    EXPECT_EQ(pair.jets, (std::vector<std::size_t>{0, 2}));
    EXPECT_TRUE(pair.large_jets.empty());
    EXPECT_EQ(find_v_candidate(event, {}).regime, Regime::merged);
}

TEST(VCandidate, HasItsTwoJetsOrThoseWithinOneUnitOfItsLargeJets) {
    auto event = one_lepton_event();
    event.large_jets = {large_jet(80, 0, 3), large_jet(80, 0, 0)};
    event.jets = {massless(90, 0.9F, 3), massless(80, 1.1F, 3), massless(70, 0, 0.9F)};
    VCandidate const merged{Regime::merged, {0}, {}}, both{Regime::merged, {0, 1}, {}},
        pair{Regime::resolved, {}, {1, 2}};
    auto const parts = [&](VCandidate const& candidate) {
        std::vector<bool> are;
        for (std::size_t i = 0; i < 3; ++i) are.push_back(is_part_of(candidate, event, i, {}));
        return are;
    };
    EXPECT_EQ(parts(merged), (std::vector<bool>{true, false, false}));
    EXPECT_EQ(parts(both), (std::vector<bool>{true, false, true}));
    EXPECT_EQ(parts(pair), (std::vector<bool>{false, true, true}));
    EXPECT_EQ(parts({}), (std::vector<bool>{false, false, false}));
}

}  // namespace
}  // namespace jetseq
