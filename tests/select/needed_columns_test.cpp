#include "select/variables/needed_columns.hpp"

#include <gtest/gtest.h>

#include "tests/select/toy_selection.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::one_cut, test::says;

bool is_refused(std::string const& cut, std::string const& column, int leptons, Regime regime = Regime::merged) {
    auto const selection = one_cut(cut, leptons, regime);
    return message_of([&] { require_columns(selection, {column}, "a.h5", "gone"); }) != "(nothing was thrown)";
}

TEST(NeededColumns, AreThoseThatAVariableIsComputedFrom) {
    struct {
        std::string cut, column;
        int leptons;
        bool needed;
    } const rows[] = {
        {"met > 1 GeV", "events.met", 2, true},
        {"met > 1 GeV", "events.met_phi", 2, false},
        {"pt_miss > 1 GeV", "events.pt_miss", 0, true},
        {"pt_miss > 1 GeV", "events.met", 0, false},
        {"pt_lv > 1 GeV", "events.met_phi", 1, true},
        {"pt_lv > 1 GeV", "leptons.quality", 1, true},
        {"m_vv > 1 GeV", "events.met", 0, true},
        {"m_vv > 1 GeV", "events.met_phi", 1, true},
        {"m_vv > 1 GeV", "events.met", 2, false},
        {"m_vv > 1 GeV", "leptons", 2, true},
        {"m_vv > 1 GeV", "leptons", -1, false},
        {"pt_over_m > 0.3", "events.met", 0, true},
        {"n_loose_leptons == 0", "leptons", 0, true},
        {"n_loose_leptons == 0", "leptons.quality", 0, false},
        {"n_signal_leptons == 1", "leptons.quality", 1, true},
        {"same_flavour", "leptons", 2, true},
        {"n_btags == 0", "jets.btag", 2, true},
        {"n_extra_btags == 0", "jets.btag", 2, true},
        {"n_jets >= 2", "jets.btag", 2, false},
        {"n_large_jets >= 1", "large_jets", 2, true},
        {"large1_d2 < 1", "large_jets.d2", 2, true},
        {"large1_d2 < 1", "large_jets.n_trk", 2, false},
        {"large2_n_trk < 30", "large_jets.n_trk", 2, true},
        {"large2_z_d2", "large_jets.d2", 2, true},
        {"large1_w_n_trk", "large_jets.n_trk", 2, true},
        {"large1_w_mass", "large_jets.d2", 2, false},
        {"candidate", "large_jets", 2, true},
        {"score > 0.7", "large_jets.d2", 2, false},
    };
    for (auto const& row : rows) {
        EXPECT_EQ(is_refused(row.cut, row.column, row.leptons), row.needed) << row.cut << " without " << row.column;
    }
    EXPECT_FALSE(is_refused("candidate", "large_jets", 2, Regime::resolved));
    EXPECT_FALSE(is_refused("m_vv > 1 GeV", "large_jets", 2, Regime::resolved));
}

TEST(NeededColumns, AreNamedWithTheRegionsThatAskForThem) {
    Selection selection;
    selection.preselection = {{"jets", condition_from("n_jets >= 1")}};
    for (auto const& [name, cut] :
         {std::pair{"high", "large1_d2 < 1"}, {"other", "met > 1 GeV"}, {"low", "large1_d2 > 1"}}) {
        selection.regions.push_back({name, Regime::merged, Production::unknown, {{"cut", condition_from(cut)}}});
    }
    auto const message = [&](Absent const& absent) {
        return message_of([&] { require_columns(selection, absent, "a.h5", "there is no such column or table"); });
    };
    EXPECT_TRUE(
        says(message({"jets.btag", "large_jets.d2"}),
             {"a.h5 has no 'd2' of the large-R jets (there is no such column", "Regions that ask for it: high, low."}));
    EXPECT_EQ(message({"jets.btag", "leptons"}), "(nothing was thrown)");
    selection.preselection = {{"either", Requirement{Requirement::Logic::any, {condition_from("large2_d2 > 0")}}}};
    EXPECT_TRUE(says(message({"large_jets.d2"}), {"high, other, low"}));
}

TEST(NeededColumns, BelongToTheRegionsWhoseCutsOrPreselectionLookAtThem) {
    Selection selection;
    selection.regions.push_back({"a", Regime::merged, Production::unknown, {{"cut", condition_from("large1_d2 < 1")}}});
    selection.regions.push_back({"b", Regime::merged, Production::unknown, {{"cut", condition_from("met > 1 GeV")}}});
    EXPECT_EQ(regions_that_need("large_jets.d2", selection), std::vector<std::string>{"a"});
    EXPECT_EQ(regions_that_need("events.met", selection), std::vector<std::string>{"b"});
    EXPECT_TRUE(regions_that_need("jets.btag", selection).empty());
    selection.preselection = {{"tags", condition_from("n_btags == 0")}};
    EXPECT_EQ(regions_that_need("jets.btag", selection), (std::vector<std::string>{"a", "b"}));
}

TEST(NeededColumns, HaveWordsForMessages) {
    EXPECT_EQ(words_for("leptons"), "leptons");
    EXPECT_EQ(words_for("large_jets"), "large-R jets");
    EXPECT_EQ(words_for("large_jets.n_trk"), "'n_trk' of the large-R jets");
    EXPECT_EQ(words_for("events.met_phi"), "'met_phi' of the events");
}

}  // namespace
}  // namespace jetseq
