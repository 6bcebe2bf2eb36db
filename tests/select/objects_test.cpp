#include "select/objects/objects.hpp"

#include <gtest/gtest.h>

#include "tests/select/toy_selection.hpp"

namespace jetseq {
namespace {

using test::lepton, test::massless;

Event selected(Event const& event, ObjectCuts const& cuts = {}) {
    Event result;
    select_objects(event, cuts, result);
    return result;
}

std::size_t leptons_left(Lepton const& one) {
    Event event;
    event.leptons = {one};
    return selected(event).leptons.size();
}

TEST(Objects, LeptonsAreWithinPtAndEta) {
    EXPECT_EQ(leptons_left(lepton(7.01F, 0, 0, 11)), 1);
    EXPECT_EQ(leptons_left(lepton(7, 0, 0, 11)), 0);
    EXPECT_EQ(leptons_left(lepton(20, -2.46F, 0, -11)), 1);
    EXPECT_EQ(leptons_left(lepton(20, -2.48F, 0, -11)), 0);
    EXPECT_EQ(leptons_left(lepton(20, 2.69F, 0, 13)), 1);
    EXPECT_EQ(leptons_left(lepton(20, 2.71F, 0, 13)), 0);
}

TEST(Objects, LargeJetsAreWithinPtEtaAndMass) {
    ObjectCuts const cuts = [] {
        ObjectCuts made;
        made.large_jet_abs_eta_max = 2.0F, made.large_jet_m_min = 50;
        return made;
    }();
    Event event;
    event.large_jets = {{300, 1.99F, 0, 50, 1, 9},
                        {300, 2.01F, 0, 80, 1, 9},
                        {300, 0, 0, 49.9F, 1, 9},
                        {200, 0, 0, 80, 1, 9},
                        {200.1F, 0, 0, 80, 1, 9}};
    auto const left = selected(event, cuts).large_jets;
    ASSERT_EQ(left.size(), 2);
    EXPECT_EQ(left[0].eta, 1.99F);
    EXPECT_EQ(left[1].pt, 200.1F);
}

TEST(Objects, AJetNearAnElectronIsTheElectron) {
    Event event;
    event.leptons = {lepton(50, 0, 0, 11)};
    event.jets = {massless(60, 0.19F, 0), massless(40, 0.41F, 0)};
    event.btag = {0, 1};
    auto const left = selected(event);
    ASSERT_EQ(left.jets.size(), 1);
    EXPECT_EQ(left.jets[0].pt, 40);
    EXPECT_EQ(left.btag, std::vector<std::int8_t>{1});  // goes with its jet
    EXPECT_EQ(left.leptons.size(), 1);
}

TEST(Objects, ALeptonInAJetComesFromTheJet) {
    Event event;
    event.jets = {massless(60, 0, 0)};
    for (auto const& [eta, left] : {std::pair{0.1F, 0U}, {0.39F, 0U}, {0.41F, 1U}}) {
        event.leptons = {lepton(20, eta, 0, 13)};
        EXPECT_EQ(selected(event).leptons.size(), left) << eta;
        EXPECT_EQ(selected(event).jets.size(), 1);
    }
    event.leptons = {lepton(20, 0.19F, 0, 11)};  // the jet goes first, so that the electron stays
    EXPECT_EQ(selected(event).leptons.size(), 1);
    EXPECT_TRUE(selected(event).jets.empty());
}

TEST(Objects, AJetThatIsMostlyAMuonIsRemovedOnRequest) {
    Event event;
    event.leptons = {lepton(50, 0, 0, 13)};
    ObjectCuts cuts;
    cuts.jet_is_muon_radius = 0.2F;
    struct {
        float jet_pt, eta;
        bool is_muon;
    } const jets[] = {{52.5F, 0.01F, true}, {99, 0.19F, true}, {101, 0.01F, false}, {52.5F, 0.21F, false}};
    for (auto const& jet : jets) {
        event.jets = {massless(jet.jet_pt, jet.eta, 0)}, event.btag = {0};
        EXPECT_EQ(selected(event, cuts).jets.size(), jet.is_muon ? 0 : 1) << jet.jet_pt;
        EXPECT_EQ(selected(event, cuts).leptons.size(), jet.is_muon ? 1 : 0) << jet.jet_pt;
        EXPECT_EQ(selected(event).jets.size(), 1);  // unless told so a muon near a jet comes from it
        EXPECT_TRUE(selected(event).leptons.empty());
    }
    event.jets = {massless(60, 0.15F, 0), massless(52, 0.01F, 0)}, event.btag = {1, 0};  // the muon is in one of them
    ASSERT_EQ(selected(event, cuts).jets.size(), 1);
    EXPECT_EQ(selected(event, cuts).jets[0].pt, 60);
    EXPECT_EQ(selected(event, cuts).btag, std::vector<std::int8_t>{1});
    EXPECT_TRUE(selected(event, cuts).leptons.empty());
    cuts.jet_is_muon_pt_fraction = 0.4F;
    event.jets = {massless(101, 0.01F, 0)};
    EXPECT_TRUE(selected(event, cuts).jets.empty());
    event.leptons[0].pt = 6.9F, event.jets = {massless(7, 0, 0)};  // below the acceptance: no muon
    EXPECT_EQ(selected(event, cuts).jets.size(), 1);
}

TEST(Objects, ALeptonThatIsNotLooseIsRemoved) {
    EXPECT_EQ(leptons_left(lepton(20, 0, 0, 11, LeptonQuality::none)), 0);
    EXPECT_EQ(leptons_left(lepton(20, 0, 0, 11, LeptonQuality::unknown)), 1);
}

TEST(Objects, ALargeJetNearAnElectronIsTheElectron) {
    Event event;
    event.large_jets = {{300, 0, 0, 80, 1, 9}};
    event.leptons = {lepton(50, 0.99F, 0, 11)};
    EXPECT_TRUE(selected(event).large_jets.empty());
    event.leptons = {lepton(50, 1.01F, 0, 11)};
    EXPECT_EQ(selected(event).large_jets.size(), 1);
    event.leptons = {lepton(50, 0.5F, 0, 13)};  // muons leave little in the calorimeter
    EXPECT_EQ(selected(event).large_jets.size(), 1);
}

TEST(Objects, NothingIsRemovedIfTheRadiiAreZero) {
    ObjectCuts cuts;
    cuts.jet_is_electron_radius = cuts.lepton_in_jet_radius = cuts.large_jet_electron_radius = 0;
    Event event;
    event.leptons = {lepton(50, 0, 0, 11)};
    event.jets = {massless(60, 0, 0)};
    event.large_jets = {{300, 0, 0, 80, 1, 9}};
    auto const left = selected(event, cuts);
    EXPECT_EQ(left.leptons.size() + left.jets.size() + left.large_jets.size(), 3);
}

TEST(Objects, MissingBTagsAreUnknown) {
    Event event;
    event.jets = {massless(60, 0, 0)};
    EXPECT_EQ(selected(event).btag, std::vector<std::int8_t>{-1});
}

TEST(Objects, SignalLeptonsAreTightElectronsAndMediumMuons) {
    EXPECT_TRUE(is_signal_lepton(lepton(50, 0, 0, -11, LeptonQuality::tight), {}));
    EXPECT_FALSE(is_signal_lepton(lepton(50, 0, 0, -11, LeptonQuality::medium), {}));
    EXPECT_TRUE(is_signal_lepton(lepton(50, 0, 0, 13, LeptonQuality::medium), {}));
    EXPECT_FALSE(is_signal_lepton(lepton(50, 0, 0, 13, LeptonQuality::loose), {}));
    EXPECT_FALSE(is_signal_lepton(lepton(50, 0, 0, 13, LeptonQuality::unknown), {}));
}

TEST(Objects, LeptonsAreAcceptedByPtEtaAndQuality) {
    EXPECT_TRUE(is_accepted(lepton(7.1F, 2.46F, 0, 11, LeptonQuality::loose), {}));
    EXPECT_TRUE(is_accepted(lepton(7.1F, 2.46F, 0, 11, LeptonQuality::unknown), {}));
    EXPECT_FALSE(is_accepted(lepton(7.1F, 2.46F, 0, 11, LeptonQuality::none), {}));
    EXPECT_FALSE(is_accepted(lepton(6.9F, 2.46F, 0, 11), {}));
    EXPECT_FALSE(is_accepted(lepton(7.1F, 2.48F, 0, -11), {}));
    EXPECT_TRUE(is_accepted(lepton(7.1F, -2.48F, 0, -13), {}));  // muons reach farther
}

}  // namespace
}  // namespace jetseq
