#include "select/variables/facts.hpp"

#include <gtest/gtest.h>

#include "select/objects/neutrino.hpp"
#include "tests/select/toy_selection.hpp"

namespace jetseq {
namespace {

using test::lepton, test::massless;

/// Compared to 1e-4: pt, eta and phi are floats.
void expect_near(FourVector const& p, FourVector const& wanted) {
    EXPECT_NEAR(p.px, wanted.px, 1e-4);
    EXPECT_NEAR(p.py, wanted.py, 1e-4);
    EXPECT_NEAR(p.pz, wanted.pz, 1e-4);
    EXPECT_NEAR(p.e, wanted.e, 1e-4);
}

constexpr float right_angle = 1.57079633F;

TEST(Facts, OfAFourVectorAreItsTransverseMomentum) { EXPECT_EQ(pt_of({3, -4, 100, 200}), 5); }

TEST(Facts, OfAnEventCountTheJetsWithinTheCuts) {  // sequence: 30 GeV, 4.5; central: 30 GeV, 2.5
    Event event;
    event.jets = {massless(90, 0, 0), massless(80, 2.6F, 0), massless(70, -4.6F, 0), massless(29, 0, 1)};
    event.btag = {1, 0, 1, 1};
    auto const facts = facts_of(event, ObjectCuts{}, VCandidateCuts{});
    EXPECT_EQ(&facts.event, &event);
    EXPECT_EQ(facts.jets.in_sequence, 2);
    EXPECT_EQ(facts.jets.central, 1);
    EXPECT_EQ(facts.jets.btagged, 1);
    EXPECT_TRUE(facts.jets.btags_known);
    event.btag = {1, -1, 1, 1};
    EXPECT_FALSE(facts_of(event, ObjectCuts{}, VCandidateCuts{}).jets.btags_known);
    event.btag = {1, 0, -1, -1};  // outside the sequence
    EXPECT_TRUE(facts_of(event, ObjectCuts{}, VCandidateCuts{}).jets.btags_known);
}

TEST(Facts, OfAnEventSumItsTwoLeadingLeptons) {
    Event event;
    event.leptons = {lepton(40, 0, 0, 13, LeptonQuality::loose), lepton(30, 0, right_angle, -13)};
    event.info.met = 9, event.info.met_phi = right_angle;
    auto const leptons = facts_of(event, ObjectCuts{}, VCandidateCuts{}).leptons;
    expect_near(leptons.pair, {40, 30, 0, 70});
    EXPECT_EQ(leptons.n_signal, 1);  // muons are medium
    EXPECT_EQ(leptons.signal_pt, 30);
    FourVector const signal{0, 30, 0, 30};
    expect_near(leptons.with_neutrino, signal + neutrino(signal, 0, 9));
    EXPECT_EQ(&leptons.boson(1), &leptons.with_neutrino);
    EXPECT_EQ(&leptons.boson(2), &leptons.pair);
}

TEST(Facts, OfLeptonsOfUnknownQualityAreNotKnown) {
    Event event;
    event.leptons = {lepton(40, 0, 0, 13, LeptonQuality::unknown)};
    auto const leptons = facts_of(event, ObjectCuts{}, VCandidateCuts{}).leptons;
    EXPECT_FALSE(leptons.qualities_known);
    EXPECT_TRUE(std::isnan(leptons.boson(1).e));
    expect_near(leptons.pair, {0, 0, 0, 0});  // there is one only
}

TEST(Facts, OfAMergedCandidateHaveTheLargeJetAndTheOtherBoson) {
    Event event;
    event.large_jets = {{400, 0, 0, 300, 1, 20}, {60, 0, right_angle, 80, 1, 20}};  // energies 500 and 100 GeV
    event.jets = {massless(90, 0, 0), massless(80, 3, 2), massless(70, -3, -2)};
    event.btag = {1, 1, 0};
    event.info.met = 100, event.info.met_phi = 2 * right_angle;
    VCandidate const candidate{Regime::merged, {0, 1}, {}};
    std::vector<Jet> const sequence{event.jets[1], event.jets[2]};
    auto const of_channel = [&](int leptons) {
        return facts_of(candidate, event, VCandidateCuts{}, leptons, {-50, 0, 0, 120}, sequence);
    };
    auto const facts = of_channel(2);
    EXPECT_EQ(facts.regime, Regime::merged);
    expect_near(facts.v, {400, 0, 0, 500});
    EXPECT_DOUBLE_EQ(facts.pt_v, 400);
    expect_near(facts.other, {-50, 0, 0, 120});
    EXPECT_NEAR(facts.m_vv, std::sqrt(620.0 * 620 - 350 * 350), 1e-4);
    EXPECT_EQ(facts.n_jets, 2U);
    EXPECT_TRUE(facts.tag.found);
    EXPECT_EQ(facts.tag.delta_eta, 6);
    EXPECT_EQ(facts.n_extra_btags, 1);  // the jet in the large-R jet does not count
    EXPECT_TRUE(facts.extra_btags_known);
    expect_near(of_channel(-1).other, {0, 60, 0, 100});
    EXPECT_NEAR(of_channel(-1).m_vv, std::sqrt(600.0 * 600 - 400 * 400 - 60 * 60), 1e-4);
    expect_near(of_channel(0).other, {-100, 0, 0, 100});
    EXPECT_NEAR(of_channel(0).m_vv, std::sqrt(600.0 * 600 - 300 * 300), 1e-4);  // transverse: E_T 500, met 100
}

TEST(Facts, OfAResolvedCandidateHaveThePair) {
    Event event;
    event.jets = {massless(70, 0, right_angle), massless(60, 1, 0), massless(40, 0, 0)};
    event.btag = {1, -1, 0};
    VCandidate const candidate{Regime::resolved, {}, {0, 2}};
    auto const facts = facts_of(candidate, event, VCandidateCuts{}, 2, {}, {event.jets[1]});
    expect_near(facts.v, {40, 70, 0, 110});
    EXPECT_NEAR(facts.pt_v, std::hypot(40, 70), 1e-4);
    EXPECT_FALSE(facts.tag.found);
    EXPECT_EQ(facts.n_extra_btags, 1);
    EXPECT_FALSE(facts.extra_btags_known);
}

}  // namespace
}  // namespace jetseq
