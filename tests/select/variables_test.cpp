#include "select/variables/variables.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "select/variables/needed_columns.hpp"
#include "tests/select/toy_selection.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

TEST(Variables, HaveNamesOfTheirOwn) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < all_variables().size(); ++i) {
        auto const& info = all_variables()[i];
        names.insert(info.name);
        EXPECT_EQ(variable_named(info.name), static_cast<Variable>(i));
        EXPECT_EQ(&info_of(static_cast<Variable>(i)), &info);
    }
    EXPECT_EQ(names.size(), all_variables().size());
}

TEST(Variables, OfACandidateExistForBothRegimes) {
    int of_candidates = 0;
    for (auto const& merged : all_variables()) {
        if (merged.regime != Regime::merged) continue;
        ++of_candidates;
        std::string const name = merged.name.substr(7);
        EXPECT_EQ(info_of(variable_named(name, Regime::merged)).name, "merged_" + name);
        auto const& resolved = info_of(variable_named(name, Regime::resolved));
        EXPECT_EQ(resolved.name, "resolved_" + name);
        EXPECT_EQ(resolved.meaning, merged.meaning);
        EXPECT_EQ(resolved.unit, merged.unit);
    }
    EXPECT_EQ(of_candidates, 10);
}

/// A list for people has each row once, under a name that a cut of a region understands.
TEST(Variables, AreListedWithAMeaning) {
    std::set<std::string> meanings;
    for (auto const& variable : listed_variables()) {
        EXPECT_NE(variable.meaning, "") << variable.name;
        EXPECT_TRUE(meanings.insert(variable.meaning + std::to_string(static_cast<int>(variable.source))).second)
            << variable.name << " means the same as another one";
        auto const& found = info_of(variable_named(variable.name, Regime::resolved));
        EXPECT_EQ(found.meaning, variable.meaning);
        EXPECT_EQ(found.source, variable.source);
        EXPECT_NE(title_of(variable.source), std::string{});
    }
    EXPECT_EQ(meanings.size(), listed_variables().size());
}

/// `other_boson` stands for columns; each of the others has words for messages.
TEST(Variables, NeedColumnsOfTheFormat) {
    std::set<std::string> const known{"events.met", "events.met_phi", "events.pt_miss",
                                      "jets.btag",  "leptons",        "leptons.quality",
                                      "large_jets", "large_jets.d2",  "large_jets.n_trk"};
    for (std::size_t i = 0; i < all_variables().size(); ++i) {
        for (int const leptons : {-1, 0, 1, 2}) {
            for (auto const& column : needed_columns(static_cast<Variable>(i), leptons)) {
                EXPECT_EQ(known.count(column), 1) << all_variables()[i].name << ": " << column;
            }
        }
    }
}

/// Every row is computed: an event that has all there is, worked out by hand. Every flag and count is above 0, which it
/// has if nobody sets it.
class FullEvent : public testing::Test {
protected:
    static constexpr double pi = 3.14159265358979323846;

    FullEvent() {
        double const phi = pi - std::atan2(30, 40);  // of the leading muon: the pair is at pi
        event.info.leptons = 2;
        event.info.met = 9, event.info.met_phi = static_cast<float>(phi - pi / 2), event.info.pt_miss = 7;
        event.leptons = {test::lepton(40, 0, static_cast<float>(phi), 13),
                         test::lepton(30, 0, static_cast<float>(phi + pi / 2 - 2 * pi), -13, LeptonQuality::loose)};
        event.large_jets = {{500, 0, 0, 91, 1, 20}, {300, 1, 3.14159F, 80, 0.9F, 15}};
        event.jets = {test::massless(500, 0, 0), test::massless(64.5F, 1.5F, 1.1F),
                      test::massless(64.5F, 1.5F, static_cast<float>(1.1 + pi / 2)), test::massless(60, 3, 1.5F),
                      test::massless(50, -3, -1.5F)};
        event.btag = {1, 0, 0, 1, 0};
        tagger.w = tagger.z = {{{70, 0, 0}}, {{100, 0, 0}}, {{1.2, 0, 0}}, {{30, 0, 0}}};
        test::add_canaries(model);
    }

    std::map<std::string, double> by_hand() const {
        double const m_ll2 = 2 * 30 * 40, e_ll = 70, pt_ll = 50;  // at a right angle, massless
        double const e1 = std::hypot(500, 91), pz2 = 300 * std::sinh(1), e2 = std::hypot(300 * std::cosh(1), 80);
        double const m_jj2 = 91 * 91 + 80 * 80 + 2 * (e1 * e2 + 500 * 300);
        double const merged_m2 = 91 * 91 + m_ll2 + 2 * (e1 * e_ll + 500 * pt_ll);
        double const pair = 64.5 * std::sqrt(2),
                     e_pair = 2 * 64.5 * std::cosh(1.5);  // mass and pt of two at a right angle
        double const resolved_m2 = pair * pair + m_ll2 + 2 * (e_pair * e_ll + pair * pt_ll * std::cos(1.1 + pi / 4));
        double const tag_m = std::sqrt(2 * 60 * 50 * (std::cosh(6) - std::cos(3)));
        auto const& jets = event.jets;
        std::vector<Jet> const beside_merged{jets[1], jets[2], jets[3], jets[4]},
            beside_pair{jets[0], jets[3], jets[4]};
        std::map<std::string, double> values{
            {"n_loose_leptons", 2},
            {"n_signal_leptons", 1},
            {"lepton1_pt", 40},
            {"lepton2_pt", 30},
            {"signal_lepton_pt", 40},
            {"same_flavour", 1},
            {"opposite_charge", 1},
            {"m_ll", std::sqrt(m_ll2)},
            {"pt_ll", pt_ll},
            {"met", 9},
            {"pt_miss", 7},
            {"pt_lv", 41},  // 9 and 40 at a right angle
            {"n_jets", 5},
            {"n_central_jets", 3},
            {"n_btags", 2},
            {"n_large_jets", 2},
            {"m_JJ", std::sqrt(m_jj2)},
            {"delta_y_JJ", std::asinh(pz2 / std::hypot(300, 80))},  // y = asinh(pz / m_T)
            {"pt_asymmetry_JJ", 0.25},
            {"large1_pt", 500},
            {"large1_abs_eta", 0},
            {"large1_m", 91},
            {"large1_d2", 1},
            {"large1_n_trk", 20},
            {"large2_pt", 300},
            {"large2_abs_eta", 1},
            {"large2_m", 80},
            {"large2_d2", 0.9},
            {"large2_n_trk", 15},
            {"merged_candidate", 1},
            {"merged_m_v", 91},
            {"merged_pt_v", 500},
            {"merged_m_vv", std::sqrt(merged_m2)},
            {"merged_pt_over_m", pt_ll / std::sqrt(merged_m2)},
            {"merged_n_sequence_jets", 4},
            {"merged_n_extra_btags", 1},
            {"merged_tag_m_jj", tag_m},
            {"merged_tag_delta_eta", 6},
            {"merged_score", test::exact_score(model, beside_merged)},
            {"resolved_candidate", 1},
            {"resolved_m_v", pair},
            {"resolved_pt_v", pair},
            {"resolved_m_vv", std::sqrt(resolved_m2)},
            {"resolved_pt_over_m", pt_ll / std::sqrt(resolved_m2)},
            {"resolved_n_sequence_jets", 3},
            {"resolved_n_extra_btags", 2},
            {"resolved_tag_m_jj", tag_m},
            {"resolved_tag_delta_eta", 6},
            {"resolved_score", test::exact_score(model, beside_pair)},
        };
        for (std::string const jet : {"large1_", "large2_"}) {
            for (std::string const tag : {"w_mass", "w_d2", "w_n_trk", "z_mass", "z_d2", "z_n_trk"})
                values[jet + tag] = 1;
        }
        return values;
    }

    Event event;
    BosonTagger tagger;
    FrozenModel model = test::random_model(2, 5, 3);
};

TEST_F(FullEvent, HasTheValuesWorkedOutByHand) {
    Classifier const classifier{model};
    auto const selection = test::one_cut("n_jets >= 0");
    EventSelector selector{selection, &classifier, &tagger, true};
    selector(event);
    auto const values = by_hand();
    EXPECT_EQ(values.size(), all_variables().size());
    for (std::size_t i = 0; i < all_variables().size(); ++i) {
        auto const& name = all_variables()[i].name;
        auto const variable = static_cast<Variable>(i);
        ASSERT_EQ(values.count(name), 1U) << name;
        double const value = values.at(name);
        EXPECT_NEAR(selector.variables()[variable], value, 2e-6 * value + 1e-7) << name;  // inputs are floats
        EXPECT_FALSE(selector.variables().is_unknown(variable)) << name;
    }
}

/// The tagger's windows leave the second jet out, so that a flag which copies the other jet's fails.
TEST_F(FullEvent, HasTheTagsOfEachJetAndBoson) {
    tagger.w.mass_low = {{85, 0, 0}};   // 91 is in, 80 is not
    tagger.z.d2_max = {{0.95, 0, 0}};   // 0.9 passes, 1 does not
    tagger.w.n_trk_max = {{18, 0, 0}};  // 15 passes, 20 does not
    auto const selection = test::one_cut("large1_w_mass");
    EventSelector selector{selection, nullptr, &tagger, true};
    selector(event);
    std::map<std::string, std::vector<double>> const tags{{"w_mass", {1, 0}}, {"w_d2", {1, 1}}, {"w_n_trk", {0, 1}},
                                                          {"z_mass", {1, 1}}, {"z_d2", {0, 1}}, {"z_n_trk", {1, 1}}};
    for (auto const& [name, wanted] : tags) {
        EXPECT_EQ(selector.variables()[variable_named("large1_" + name)], wanted[0]) << name;
        EXPECT_EQ(selector.variables()[variable_named("large2_" + name)], wanted[1]) << name;
    }
}

}  // namespace
}  // namespace jetseq
