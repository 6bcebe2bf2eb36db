#include "select/variables/variables.hpp"

#include <gtest/gtest.h>

#include <cmath>
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

/// Every row is computed: of an event that has all there is, each variable has a value.
TEST(Variables, HaveAllAValueInAFullEvent) {
    auto event = test::boosted_event();
    event.large_jets.push_back({400, 1, 3, 80, 1, 15});
    float const half = std::asin(91.2F / 120);
    event.jets = {test::massless(500, 0, 0), test::massless(60, 0.5F, 1.5F - half),
                  test::massless(60, 0.5F, 1.5F + half), test::massless(60, 3, 1.5F), test::massless(60, -3, -1.5F)};
    event.btag = {0, 0, 0, 1, 0};
    BosonTagger tagger;
    tagger.w = tagger.z = {{{70, 0, 0}}, {{100, 0, 0}}, {{1.2, 0, 0}}, {{30, 0, 0}}};
    auto model = test::random_model(2, 5, 3);
    test::add_canaries(model);
    Classifier const classifier{model};
    auto const selection = test::one_cut("n_jets >= 0");
    EventSelector selector{selection, &classifier, &tagger, true};
    selector(event);
    for (std::size_t i = 0; i < all_variables().size(); ++i) {
        double const value = selector.variables()[static_cast<Variable>(i)];
        EXPECT_TRUE(std::isfinite(value)) << all_variables()[i].name;
        EXPECT_FALSE(selector.variables().is_unknown(static_cast<Variable>(i))) << all_variables()[i].name;
    }
}

}  // namespace
}  // namespace jetseq
