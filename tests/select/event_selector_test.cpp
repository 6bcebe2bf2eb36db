#include "select/cuts/event_selector.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "tests/select/toy_selection.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::boosted_event, test::lepton, test::massless, test::message_of, test::passes, test::says;
using Q = LeptonQuality;

/// A cut, and the changes of boosted_event() that pass and fail it: one line of the table of the channels.
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

double value_of(std::string const& variable, Event const& event, int channel) {
    auto const selection = test::one_cut("n_jets >= 0", channel);
    EventSelector selector{selection, nullptr, nullptr};
    selector(event);
    return selector.variables()[variable_named(variable)];
}

TEST(EventSelector, AddsTheTwoBosonsUp) {
    auto const event = boosted_event();
    EXPECT_NEAR(value_of("m_ll", event, 2), 91.2, 0.01);
    double const pt_ll = 500 * std::cos(std::asin(91.2 / 500));
    EXPECT_NEAR(value_of("pt_ll", event, 2), pt_ll, 0.01);
    double const e = 500 + std::hypot(500, 91), px = 500 - pt_ll * std::cos(M_PI - 3), py = pt_ll * std::sin(M_PI - 3);
    double const m_vv = std::sqrt(e * e - px * px - py * py);
    EXPECT_NEAR(value_of("merged_m_vv", event, 2), m_vv, 0.02);
    EXPECT_NEAR(value_of("merged_pt_over_m", event, 2), pt_ll / m_vv, 1e-4);
}

TEST(EventSelector, UsesTheTransverseMassWithoutLeptons) {
    auto event = boosted_event();
    event.info.met = 500, event.info.met_phi = static_cast<float>(M_PI);
    EXPECT_NEAR(value_of("merged_m_vv", event, 0), 500 + std::hypot(500, 91), 0.01);
}

TEST(EventSelector, UsesBothLargeJetsInTheHadronicChannel) {
    auto event = boosted_event();
    event.large_jets = {{645, 0, 0, 80, 1, 20}, {645, 0, 3.1415927F, 80, 1, 20}};
    EXPECT_NEAR(value_of("merged_m_vv", event, -1), 2 * std::hypot(645, 80), 0.01);
    event.large_jets[1].m = 20;
    EXPECT_TRUE(std::isnan(value_of("merged_m_vv", event, -1)));  // no second boson
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
    EXPECT_EQ(selector.variables()[variable_named("merged_score")], static_cast<double>(Scorer{classifier}(others)));
    EXPECT_EQ(selector.sequence(Regime::merged).jets.size(), 2);
    EXPECT_EQ(selector.sequence(Regime::merged).regime, Regime::merged);
}

TEST(EventSelector, ScoresAnEventByTheNetworkOfItsFold) {
    Classifier const classifier{test::random_ensemble(3, 1, 5)};
    auto const selection = test::one_cut("score > 0");
    EventSelector selector{selection, &classifier, nullptr};
    Scorer score{classifier};
    auto event = boosted_event();
    tag_jets(event, 60, 2);
    std::vector<Jet> const others{event.jets[1], event.jets[2]};
    std::set<double> found;
    for (event.info.event_number = 0; event.info.event_number < 20; ++event.info.event_number) {
        ASSERT_EQ(selector(event), 0);
        double const expected = static_cast<double>(score(others, id_of(event.info)));
        EXPECT_EQ(selector.variables()[variable_named("merged_score")], expected);
        found.insert(expected);
    }
    EXPECT_EQ(found.size(), 3);
}

TEST(EventSelector, ScoresAnEventByTheNetworkOfVariablesOfItsFold) {
    FrozenEnsemble ensemble;
    for (std::size_t fold = 0; fold < 2; ++fold) {
        auto model = test::variables_model(2, {3}, fold + 1);
        model.inputs[0].name = "tag_m_jj", model.inputs[1].name = "tag1_pt";
        model.training = R"({"data": {"sample_ids": [3]}})";
        test::add_canaries(model);
        model.fold = {fold, 2};
        ensemble.networks.push_back(model);
    }
    Classifier const classifier{ensemble};
    auto const selection = test::one_cut("score > 0");
    EventSelector selector{selection, &classifier, nullptr};
    auto event = boosted_event();
    tag_jets(event, 60, 2);
    std::map<std::int32_t, std::set<double>> scores;
    for (std::int32_t const sample : {3, 4}) {
        for (event.info.event_number = 0; event.info.event_number < 20; ++event.info.event_number) {
            event.info.sample_id = sample;
            ASSERT_EQ(selector(event), 0);
            scores[sample].insert(selector.variables()[variable_named("merged_score")]);
        }
    }
    EXPECT_EQ(scores[3].size(), 2);  // one of the two networks
    ASSERT_EQ(scores[4].size(), 1);  // their mean
    EXPECT_NEAR(*scores[4].begin(), (*scores[3].begin() + *scores[3].rbegin()) / 2, 1e-7);
}

/// Passes all events.
Selection everything(Regime regime, int leptons) { return test::one_cut("n_jets >= 0", leptons, regime); }

TEST(EventSelector, GivesTheSequencesThatATrainingSees) {
    std::map<Regime, int> seen;
    for (Event const& event : test::toy_events(2000, 3)) {
        auto const expected = event_sequence(event, {}, {});
        ++seen[expected.regime];
        auto const selection = everything(Regime::merged, event.info.leptons);
        EventSelector selector{selection, nullptr, nullptr};
        ASSERT_EQ(selector(event), 0);
        auto const found = selector.sequence(Regime::merged);
        EXPECT_EQ(found.regime, expected.regime);
        ASSERT_EQ(found.jets.size(), expected.jets.size());
        for (std::size_t i = 0; i < found.jets.size(); ++i) EXPECT_EQ(found.jets[i].pt, expected.jets[i].pt);
    }
    for (auto const regime : {Regime::none, Regime::merged, Regime::resolved}) EXPECT_GT(seen[regime], 50);
}

TEST(EventSelector, KeepsAllJetsOfAnEventWithoutACandidate) {
    Event event;
    event.info.leptons = 2;
    event.leptons = {lepton(50, 0, 2, 11)};
    event.jets = {massless(52, 0, 2), massless(40, 3, 0), massless(35, -3, 0)};  // the first is the electron
    event.btag = {0, 0, 0};
    auto const training = event_sequence(event, {}, {});
    EXPECT_EQ(training.regime, Regime::none);
    EXPECT_EQ(training.jets.size(), 2);
    for (auto const regime : {Regime::merged, Regime::resolved}) {
        auto const selection = everything(regime, 2);
        EventSelector selector{selection, nullptr, nullptr};
        ASSERT_EQ(selector(event), 0);
        EXPECT_EQ(selector.sequence(regime).regime, Regime::none);
        EXPECT_EQ(selector.sequence(regime).jets.size(), 2);
    }
}

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

/// None of `cuts` holds.
void expect_none_holds(std::vector<std::string> const& cuts, Event const& event, int leptons) {
    for (auto const& cut : cuts) EXPECT_FALSE(passes(cut, event, leptons)) << cut;
}

TEST(EventSelector, FailsEveryCutOnWhatIsNotKnown) {
    auto event = boosted_event();
    event.large_jets[0].d2 = unknown, event.large_jets[0].n_trk = -1, event.btag = {-1};
    event.info.met = event.info.met_phi = event.info.pt_miss = unknown;
    expect_none_holds({"large1_d2 < 100", "large1_d2 > 0", "large1_n_trk < 100", "large1_n_trk >= 0", "met < 9999 GeV",
                       "met >= 0 GeV", "pt_miss < 9999 GeV", "n_btags == 0", "n_btags != 0"},
                      event, 2);
    EXPECT_TRUE(passes("n_extra_btags == 0", event));  // the jet lies inside the candidate
    event.jets.push_back(massless(40, 2, 1)), event.btag.push_back(-1);
    EXPECT_FALSE(passes("n_extra_btags == 0", event));
    EXPECT_TRUE(passes("candidate", event));
    EXPECT_TRUE(passes("m_vv > 0 GeV", event, 2));
    for (int const leptons : {0, 1}) {
        expect_none_holds({"m_vv >= 0 GeV", "m_vv < 99999 GeV", "pt_over_m >= 0", "pt_lv >= 0 GeV"}, event, leptons);
    }
    event.info.met = 50;  // without its azimuth
    expect_none_holds({"m_vv >= 0 GeV", "m_vv < 99999 GeV"}, event, 0);
    event.leptons[0].quality = LeptonQuality::unknown;
    expect_none_holds({"n_signal_leptons == 1", "n_signal_leptons <= 2", "signal_lepton_pt >= 0 GeV"}, event, 1);
    EXPECT_TRUE(passes("n_loose_leptons == 2", event));
}

TEST(EventSelector, TagsNoJetOfUnknownD2) {
    BosonTagger tagger;
    tagger.w = tagger.z = {{{10, 0, 0}}, {{200, 0, 0}}, {{5, 0, 0}}, {{50, 0, 0}}};  // passes all
    auto const tagged = [&](Requirement const& requirement, Event const& event) {
        Selection selection;
        selection.regions = {{"r", Regime::merged, Production::unknown, {{"cut", requirement}}}};
        return EventSelector{selection, nullptr, &tagger}(event) == 0;
    };
    Requirement const d2 = condition_from("large1_w_d2"), low{Requirement::Logic::none, {d2}};
    auto event = boosted_event();
    EXPECT_TRUE(tagged(d2, event));
    event.large_jets[0].d2 = unknown;
    EXPECT_FALSE(tagged(d2, event));
    EXPECT_FALSE(tagged(low, event));  // it is in neither purity
    event.large_jets[0].d2 = -999;     // as others mark what they do not know
    EXPECT_FALSE(tagged(d2, event));
    EXPECT_FALSE(tagged(low, event));
    EXPECT_FALSE(tagged(condition_from("large1_d2 < 1"), event));
    EXPECT_TRUE(tagged(condition_from("large1_w_n_trk"), event));
    event.large_jets[0].n_trk = -1;
    EXPECT_FALSE(tagged(condition_from("large1_w_n_trk"), event));
    EXPECT_TRUE(tagged(condition_from("large1_w_mass"), event));
}

TEST(EventSelector, SaysWhatItNeeds) {
    auto const score = test::one_cut("score > 0.7"), tag = test::one_cut("large1_w_mass");
    EXPECT_TRUE(says(message_of([&] {
                         EventSelector{score, nullptr, nullptr};
                     }),
                     {"no classifier", "Give one, or use"}));
    EXPECT_TRUE(says(message_of([&] { EventSelector{tag, nullptr, nullptr}; }), {"no boson tagger"}));
}

TEST(EventSelector, RefusesANetworkThatJoinsSequences) {
    Classifier const classifier{test::joined_model(test::two_sequences(), 1)};
    auto const score = test::one_cut("score > 0.7");
    EXPECT_TRUE(says(message_of([&] {
                         EventSelector{score, &classifier, nullptr};
                     }),
                     {"'flavour' reads objects by names", "Give an EventScore"}));
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

TEST(EventSelector, EvaluatesEveryCutOnRequest) {
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

TEST(Selection, KnowsWhetherACutLooksAtTheScoreOrTheBosonTags) {
    auto const plain = test::one_cut("m_vv > 1 GeV"), of_score = test::one_cut("score > 0.5"),
               of_tags = test::one_cut("large2_z_n_trk");
    EXPECT_FALSE(plain.uses_score() || plain.uses_boson_tagger());
    EXPECT_TRUE(of_score.uses_score());
    EXPECT_FALSE(of_score.uses_boson_tagger());
    EXPECT_TRUE(of_tags.uses_boson_tagger());
    EXPECT_FALSE(of_tags.uses_score());
    auto of_preselection = plain;
    of_preselection.preselection = {{"score", condition_from("resolved_score > 0.5")}};
    EXPECT_TRUE(of_preselection.uses_score());
}

TEST(EventSelector, KeepsTheObjectsThatAreSelected) {
    auto event = boosted_event();
    event.leptons.push_back(lepton(6, 1, 1, 11));        // from 7 GeV on
    event.large_jets.push_back({190, 1, 1, 80, 1, 15});  // from 200 GeV on
    auto const selection = test::one_cut("n_jets >= 0");
    EventSelector selector{selection, nullptr, nullptr};
    selector(event);
    EXPECT_EQ(selector.objects().leptons.size(), 2U);
    ASSERT_EQ(selector.objects().large_jets.size(), 1U);
    EXPECT_EQ(selector.objects().large_jets[0].pt, 500);
    EXPECT_EQ(selector.objects().jets.size(), 1U);
    EXPECT_EQ(selector.objects().info.met, 10);
}

}  // namespace
}  // namespace jetseq
