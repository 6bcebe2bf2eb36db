#include "jetseq/select/event_selector.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <tuple>

#include "jetseq/select/neutrino.hpp"
#include "tests/select/toy_selection.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::boosted_event, test::lepton, test::massless, test::message_of, test::passes, test::says;
using Q = LeptonQuality;

/// A cut, and what is done to boosted_event() to pass and to fail it: the table of the channels line by line.
struct Line {
    std::string cut;
    int channel;
    Regime regime;
    std::function<void(Event&)> pass, fail;
};

void set_met(Event& event, float met) { event.info.met = met, event.info.met_phi = 3; }
void one_lepton(Event& event, float pt, int pdg_id = 13, Q quality = Q::tight) {
    event.leptons = {lepton(pt, 0, 3, pdg_id, quality)};
}

/// Two massless central jets of this mass, and nothing else hadronic.
void pair_of_mass(Event& event, float m, float pt = 60) {
    event.large_jets.clear();
    float const angle = 2 * std::asin(m / (2 * pt));
    event.jets = {massless(pt, 0, 0), massless(pt, 0, angle)};
    event.btag = {0, 0};
}

/// Beside the V -> qq: two jets in opposite hemispheres, abs(eta1 - eta2) = 2 eta, m^2 = 2 pt^2 (cosh(2 eta) + 1).
void tag_jets(Event& event, float pt, float eta) {
    event.jets = {massless(500, 0, 0), massless(pt, eta, 1.5F), massless(pt, -eta, -1.6415927F)};
    event.btag = {0, 0, 0};
}

std::vector<Line> const table{
    // 0-lepton
    {"n_loose_leptons == 0", 0, Regime::merged, [](Event& e) { e.leptons.clear(); },
     [](Event& e) { e.leptons = {lepton(7.1F, 0, 3, 11, Q::loose)}; }},
    {"met > 250 GeV", 0, Regime::merged, [](Event& e) { e.info.met = 250.1F; }, [](Event& e) { e.info.met = 250; }},
    {"pt_miss > 50 GeV", 0, Regime::merged, [](Event& e) { e.info.pt_miss = 50.1F; },
     [](Event& e) { e.info.pt_miss = 50; }},
    // 1-lepton
    {"n_signal_leptons == 1", 1, Regime::merged, [](Event& e) { one_lepton(e, 40, 11, Q::tight); },
     [](Event& e) { one_lepton(e, 40, 11, Q::medium); }},
    {"n_signal_leptons == 1", 1, Regime::merged, [](Event& e) { one_lepton(e, 40, 13, Q::medium); },
     [](Event& e) { one_lepton(e, 40, 13, Q::loose); }},
    {"signal_lepton_pt > 30 GeV", 1, Regime::merged, [](Event& e) { one_lepton(e, 30.1F); },
     [](Event& e) { one_lepton(e, 30); }},
    {"n_loose_leptons == 1", 1, Regime::merged, [](Event& e) { one_lepton(e, 40); },
     [](Event& e) {
         one_lepton(e, 40);
         e.leptons.push_back(lepton(8, 1, 1, -11, Q::loose));
     }},
    {"pt_lv > 75 GeV", 1, Regime::merged, [](Event& e) { one_lepton(e, 40), set_met(e, 35.1F); },
     [](Event& e) { one_lepton(e, 40), set_met(e, 34.9F); }},
    // 2-lepton
    {"n_loose_leptons == 2", 2, Regime::merged, [](Event&) {}, [](Event& e) { e.leptons.pop_back(); }},
    {"lepton2_pt > 30 GeV", 2, Regime::merged, [](Event& e) { e.leptons[1].pt = 30.1F; },
     [](Event& e) { e.leptons[1].pt = 30; }},
    {"same_flavour", 2, Regime::merged, [](Event&) {}, [](Event& e) { e.leptons[1].pdg_id = -11; }},
    {"opposite_charge", 2, Regime::merged, [](Event&) {}, [](Event& e) { e.leptons[1].pdg_id = 13; }},
    {"m_ll > 76 GeV", 2, Regime::merged,
     [](Event& e) { e.leptons[1].pt = 174; },  // m^2 goes with pt2: 91.2^2 * 174 / 250
     [](Event& e) { e.leptons[1].pt = 173; }},
    {"m_ll < 106 GeV", 2, Regime::merged, [](Event& e) { e.leptons[0].pt = 337; },
     [](Event& e) { e.leptons[0].pt = 338; }},
    {"pt_ll > 480 GeV", 2, Regime::merged, [](Event&) {}, [](Event& e) { e.leptons[1].pt = 230; }},
    // both bosons
    {"n_large_jets >= 1", 2, Regime::merged, [](Event&) {}, [](Event& e) { e.large_jets[0].pt = 200; }},
    {"candidate", 2, Regime::merged, [](Event& e) { e.large_jets[0].m = 121; },
     [](Event& e) { e.large_jets[0].m = 121.3F; }},
    {"pt_over_m > 0.35", 2, Regime::merged,
     [](Event& e) {
         e.large_jets[0].pt = 375;
         e.large_jets[0].eta = 0.7F;
     },
     [](Event& e) {
         e.large_jets[0].pt = 350;
         e.large_jets[0].eta = 1.4F;
     }},
    {"n_extra_btags == 0", 2, Regime::merged, [](Event& e) { e.btag[0] = 1; },  // inside the candidate
     [](Event& e) { e.jets.push_back(massless(31, 0, 1.5F)), e.btag.push_back(1); }},
    {"n_extra_btags == 0", 2, Regime::merged,
     [](Event& e) { e.jets.push_back(massless(29, 0, 1.5F)), e.btag.push_back(1); },
     [](Event& e) { e.jets.push_back(massless(31, 0, 1.5F)), e.btag.push_back(1); }},
    {"m_v > 62 GeV", 2, Regime::resolved, [](Event& e) { pair_of_mass(e, 62.1F); },
     [](Event& e) { pair_of_mass(e, 61.9F); }},
    {"m_v < 97 GeV", 2, Regime::resolved, [](Event& e) { pair_of_mass(e, 96.9F); },
     [](Event& e) { pair_of_mass(e, 97.1F); }},
    {"m_v > 70 GeV", 2, Regime::resolved, [](Event& e) { pair_of_mass(e, 70.1F); },
     [](Event& e) { pair_of_mass(e, 69.9F); }},
    {"m_v < 105 GeV", 2, Regime::resolved, [](Event& e) { pair_of_mass(e, 104.9F); },
     [](Event& e) { pair_of_mass(e, 105.1F); }},
    {"n_central_jets >= 2", 2, Regime::resolved, [](Event& e) { pair_of_mass(e, 80, 60); },
     [](Event& e) { pair_of_mass(e, 80, 60), e.jets[1].eta = 2.51F; }},
    // cut-based VBF
    {"tag_delta_eta > 4.7", 2, Regime::merged, [](Event& e) { tag_jets(e, 50, 2.36F); },
     [](Event& e) { tag_jets(e, 50, 2.34F); }},
    {"tag_m_jj > 770 GeV", 2, Regime::merged,  // 2 pt cosh(2.4) = 11.114 pt
     [](Event& e) { tag_jets(e, 69.4F, 2.4F); }, [](Event& e) { tag_jets(e, 69.2F, 2.4F); }},
    {"n_sequence_jets == 2", 2, Regime::merged, [](Event& e) { tag_jets(e, 30.1F, 2); },
     [](Event& e) { tag_jets(e, 29.9F, 2); }},
    // fully hadronic
    {"large1_pt > 500 GeV", -1, Regime::merged, [](Event& e) { e.large_jets[0].pt = 500.1F; }, [](Event&) {}},
    {"large2_pt > 200 GeV", -1, Regime::merged,
     [](Event& e) {
         e.large_jets.push_back({200.1F, 0, 3, 80, 1, 20});
     },
     [](Event& e) {
         e.large_jets.push_back({200, 0, 3, 80, 1, 20});
     }},
    {"m_JJ > 1.3 TeV", -1, Regime::merged,
     [](Event& e) {
         e.large_jets = {{646, 0, 0, 80, 1, 20}, {646, 0, 3.1415F, 80, 1, 20}};
     },  // 2 sqrt(pt^2 + m^2)
     [](Event& e) {
         e.large_jets = {{645, 0, 0, 80, 1, 20}, {645, 0, 3.1415F, 80, 1, 20}};
     }},
    {"delta_y_JJ < 1.2", -1, Regime::merged,
     [](Event& e) {
         e.large_jets = {{600, 0.604F, 0, 80, 1, 20}, {600, -0.604F, 3, 80, 1, 20}};
     },  // y < eta
     [](Event& e) {
         e.large_jets = {{600, 0.606F, 0, 80, 1, 20}, {600, -0.606F, 3, 80, 1, 20}};
     }},
    {"pt_asymmetry_JJ < 0.15", -1, Regime::merged,  // pt1 / pt2 = 1.15 / 0.85
     [](Event& e) {
         e.large_jets = {{574, 0, 0, 80, 1, 20}, {425, 0, 3, 80, 1, 20}};
     },
     [](Event& e) {
         e.large_jets = {{576, 0, 0, 80, 1, 20}, {425, 0, 3, 80, 1, 20}};
     }},
};

TEST(EventSelector, CutsOnBothSidesOfEachThreshold) {
    for (auto const& line : table) {
        Event good = boosted_event(), bad = boosted_event();
        line.pass(good), line.fail(bad);
        EXPECT_TRUE(passes(line.cut, good, line.channel, line.regime)) << line.cut;
        EXPECT_FALSE(passes(line.cut, bad, line.channel, line.regime)) << line.cut;
    }
}

double value_of(Variable variable, Event const& event, int channel) {
    auto const selection = test::one_cut("n_jets >= 0", channel);
    EventSelector selector{selection, nullptr, nullptr};
    selector(event);
    return selector.variables()[variable];
}

TEST(EventSelector, AddsTheTwoBosonsUp) {
    auto const event = boosted_event();
    EXPECT_NEAR(value_of(Variable::m_ll, event, 2), 91.2, 0.01);
    double const pt_ll = 500 * std::cos(std::asin(91.2 / 500));
    EXPECT_NEAR(value_of(Variable::pt_ll, event, 2), pt_ll, 0.01);
    double const e = 500 + std::hypot(500, 91), px = 500 - pt_ll * std::cos(M_PI - 3), py = pt_ll * std::sin(M_PI - 3);
    double const m_vv = std::sqrt(e * e - px * px - py * py);
    EXPECT_NEAR(value_of(Variable::merged_m_vv, event, 2), m_vv, 0.02);
    EXPECT_NEAR(value_of(Variable::merged_pt_over_m, event, 2), pt_ll / m_vv, 1e-4);
}

TEST(EventSelector, UsesTheTransverseMassWithoutLeptons) {
    auto event = boosted_event();
    event.info.met = 500, event.info.met_phi = static_cast<float>(M_PI);
    EXPECT_NEAR(value_of(Variable::merged_m_vv, event, 0), 500 + std::hypot(500, 91), 0.01);
}

TEST(EventSelector, UsesBothLargeJetsWhereAllIsHadronic) {
    auto event = boosted_event();
    event.large_jets = {{645, 0, 0, 80, 1, 20}, {645, 0, 3.1415927F, 80, 1, 20}};
    EXPECT_NEAR(value_of(Variable::merged_m_vv, event, -1), 2 * std::hypot(645, 80), 0.01);
    event.large_jets[1].m = 20;
    EXPECT_TRUE(std::isnan(value_of(Variable::merged_m_vv, event, -1)));  // no second boson
}

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

TEST(Neutrino, TakesTheRealPartWhereTheTransverseMassIsAboveThatOfTheW) {
    FourVector const lepton{60, 0, 30, std::sqrt(60 * 60 + 30 * 30)};
    auto const found = neutrino(lepton, -60, 0);  // transverse mass 120 GeV
    EXPECT_NEAR(found.pz, (80.4 * 80.4 / 2 - 60 * 60) * 30 / (60 * 60), 1e-9);
}

TEST(EventSelector, ScoresTheJetsBesideTheCandidate) {
    auto model = test::random_model(2, 5, 3);
    test::add_canaries(model);
    Classifier const classifier{model};
    auto const selection = test::one_cut("score > 0");
    EventSelector selector{selection, &classifier, nullptr};
    auto event = boosted_event();
    tag_jets(event, 60, 2);
    ASSERT_EQ(selector(event), 0);
    std::vector<Jet> const others{event.jets[1], event.jets[2]};
    EXPECT_EQ(selector.variables()[Variable::merged_score], static_cast<double>(Scorer{classifier}(others)));
    EXPECT_EQ(selector.sequence(Regime::merged).size(), 2);
}

TEST(EventSelector, SaysWhatItNeeds) {
    auto const score = test::one_cut("score > 0.7"), tag = test::one_cut("large1_w_mass");
    EXPECT_TRUE(says(message_of([&] { EventSelector{score, nullptr, nullptr}; }), {"no classifier", "--model"}));
    EXPECT_TRUE(says(message_of([&] { EventSelector{tag, nullptr, nullptr}; }), {"no boson tagger"}));
}

TEST(EventSelector, GivesAnEventToTheFirstRegionThatItPasses) {
    Selection selection;
    for (char const* cut : {"met > 100 GeV", "met > 50 GeV", "met > 10 GeV"}) {
        selection.regions.push_back({cut, Regime::merged, Production::unknown, {{cut, condition_from(cut)}}});
    }
    EventSelector selector{selection, nullptr, nullptr};
    Event event;
    struct {
        float met;
        int region, regions;
    } const truth[] = {{5, -1, 0}, {30, 2, 1}, {70, 1, 2}, {200, 0, 3}};
    for (auto const& row : truth) {
        event.info.met = row.met;
        EXPECT_EQ(selector(event), row.region);
        EXPECT_EQ(selector.n_regions(), row.regions);
    }
}

TEST(EventSelector, KnowsWhichRegionsAnEventWasIn) {
    Selection selection;
    for (char const* cut : {"met > 100 GeV", "pt_miss > 100 GeV"}) {
        selection.regions.push_back({cut, Regime::merged, Production::unknown, {{cut, condition_from(cut)}}});
    }
    selection.regions.push_back({"rest", Regime::merged, Production::unknown, {{"rest", Requirement::outside(0b11)}}});
    Event event;
    for (bool const every_cut : {false, true}) {
        EventSelector selector{selection, nullptr, nullptr, every_cut};
        for (auto const& [met, pt_miss, region] : {std::tuple{200.F, 0.F, 0}, {0.F, 200.F, 1}, {0.F, 0.F, 2}}) {
            event.info.met = met, event.info.pt_miss = pt_miss;
            EXPECT_EQ(selector(event), region);
            EXPECT_EQ(selector.n_regions(), 1);
        }
    }
}

TEST(EventSelector, LooksAtEveryCutWhereAskedTo) {
    Selection selection;
    selection.preselection = {{"a", condition_from("met > 100 GeV")}, {"b", condition_from("met < 1000 GeV")}};
    selection.regions.push_back({"r",
                                 Regime::merged,
                                 Production::unknown,
                                 {{"c", condition_from("pt_miss > 10 GeV")}, {"d", condition_from("n_jets == 0")}}});
    Event event;
    event.info.met = 50, event.info.pt_miss = 20;
    EventSelector first{selection, nullptr, nullptr}, every{selection, nullptr, nullptr, true};
    EXPECT_EQ(first(event), -1);
    EXPECT_EQ(every(event), -1);
    EXPECT_EQ(first.passed(0), 0);
    EXPECT_EQ(every.passed(0), 0);
    EXPECT_EQ(every.passed_mask(0), 0b1110U);
}

}  // namespace
}  // namespace jetseq
