#include "select/cuts/region.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

bool holds(std::string const& text, double met) {
    Variables event;
    event[variable_named("met")] = met;
    return condition_from(text)(event);
}

TEST(Condition, ComparesOnBothSidesOfItsThreshold) {
    EXPECT_FALSE(holds("met > 250 GeV", 250));
    EXPECT_TRUE(holds("met > 250 GeV", 250.001));
    EXPECT_TRUE(holds("met >= 250 GeV", 250));
    EXPECT_FALSE(holds("met < 250 GeV", 250));
    EXPECT_TRUE(holds("met < 250 GeV", 249.999));
    EXPECT_TRUE(holds("met <= 250 GeV", 250));
}

// 0.7 is rounded down to a float, 0.6 and 0.8 up; a value in double precision is rounded first.
TEST(Condition, IsNotAboveItsThresholdAtTheThreshold) {
    for (char const* number : {"0.6", "0.7", "0.8", "91.2", "105.3"}) {
        for (double const value : {std::stod(number), static_cast<double>(std::stof(number))}) {
            EXPECT_FALSE(holds("met > " + std::string{number} + " GeV", value)) << number;
            EXPECT_FALSE(holds("met < " + std::string{number} + " GeV", value)) << number;
            EXPECT_TRUE(holds("met >= " + std::string{number} + " GeV", value)) << number;
            EXPECT_TRUE(holds("met <= " + std::string{number} + " GeV", value)) << number;
        }
    }
    EXPECT_FALSE(holds("met > 105300 MeV", 105.3F));
}

TEST(Condition, ConvertsEnergies) {
    EXPECT_EQ(condition_from("m_JJ > 1.3 TeV").threshold, 1300);
    EXPECT_EQ(condition_from("met > 250000 MeV").threshold, 250);
    EXPECT_EQ(text_of(condition_from("m_JJ > 1.3 TeV")), "m_JJ > 1300 GeV");
}

TEST(Condition, IsNeverTrueOfWhatAnEventDoesNotHave) {
    Variables const nothing;
    for (char const* text : {"m_ll > 0 GeV", "m_ll < 10000 GeV", "m_ll >= 0 GeV", "m_ll <= 10000 GeV"}) {
        EXPECT_FALSE(condition_from(text)(nothing)) << text;
    }
    for (char const* text : {"large2_n_trk < 30", "large2_n_trk > 3", "merged_n_extra_btags == 0",
                             "resolved_n_sequence_jets <= 2", "merged_n_sequence_jets != 1"}) {
        EXPECT_FALSE(condition_from(text)(nothing)) << text;  // of a jet or candidate that is not there
    }
    EXPECT_TRUE(condition_from("n_jets == 0")(nothing));
    EXPECT_TRUE(condition_from("not same_flavour")(nothing));
}

TEST(Condition, TakesFlagsAsTheyAre) {
    Variables event;
    event[variable_named("same_flavour")] = 1;
    EXPECT_TRUE(condition_from("same_flavour")(event));
    EXPECT_FALSE(condition_from("not same_flavour")(event));
}

TEST(Condition, SaysWhatIsWrong) {
    auto const complaint = [](std::string const& text) { return message_of([&] { condition_from(text); }); };
    EXPECT_TRUE(says(complaint("mett > 250 GeV"), {"no variable 'mett'", "did you mean 'met'?"}));
    EXPECT_TRUE(says(complaint("met > 250"), {"'met > 250'", "needs a unit: GeV"}));
    EXPECT_TRUE(says(complaint("met > 250 rad"), {"its unit is an energy", "'rad'"}));
    EXPECT_TRUE(says(complaint("n_jets >= 2 GeV"), {"'n_jets' has no unit"}));
    EXPECT_TRUE(says(complaint("n_jets >= 1.5"), {"whole number"}));
    EXPECT_TRUE(says(complaint("met == 250 GeV"), {"never equals"}));
    EXPECT_TRUE(says(complaint("met => 250 GeV"), {"'=>' is none of"}));
    EXPECT_TRUE(says(complaint("met > many GeV"), {"'many' is not a number"}));
    EXPECT_TRUE(says(complaint("met > nan GeV"), {"not a number"}));
    EXPECT_TRUE(says(complaint("met > 0250 GeV"), {"'0250' has a leading zero"}));
    EXPECT_TRUE(says(complaint("n_jets >= -"), {"'-' is not a number"}));
    EXPECT_EQ(complaint("met > 0.5 GeV"), "(nothing was thrown)");
    EXPECT_TRUE(says(complaint("met"), {"needs a comparison"}));
    EXPECT_TRUE(says(complaint(""), {"expected"}));
    EXPECT_TRUE(says(complaint("score > 0.7"), {"did you mean"}));  // of which candidate?
}

TEST(Requirement, JoinsConditions) {
    using Logic = Requirement::Logic;
    Requirement const low = condition_from("met > 100 GeV"), high = condition_from("met > 200 GeV");
    auto const with = [](double met) {
        Variables event;
        event[variable_named("met")] = met;
        return event;
    };
    struct {
        Logic logic;
        bool at_50, at_150, at_250;
    } const truth[] = {
        {Logic::all, false, false, true}, {Logic::any, false, true, true}, {Logic::none, true, false, false}};
    for (auto const& row : truth) {
        Requirement const both{row.logic, {low, high}};
        EXPECT_EQ(both(with(50)), row.at_50);
        EXPECT_EQ(both(with(150)), row.at_150);
        EXPECT_EQ(both(with(250)), row.at_250);
        EXPECT_TRUE(both.uses(variable_named("met")));
        EXPECT_FALSE(both.uses(variable_named("m_ll")));
    }
}

/// In three values: what is not known meets neither a requirement nor its opposite, unless the known part decides.
TEST(Requirement, IsNotMetByWhatIsNotKnown) {
    using Logic = Requirement::Logic;
    Variables event;
    event.set(variable_named("large1_d2"), std::nan(""));
    event.set(variable_named("met"), 50);
    Requirement const d2 = condition_from("large1_d2 < 1"), not_d2{Logic::none, {d2}};
    Requirement const yes = condition_from("met > 0 GeV"), no = condition_from("met > 100 GeV");
    for (auto const& one :
         {d2, Requirement{condition_from("large1_d2 >= 1")}, not_d2, Requirement{Logic::none, {not_d2}}}) {
        EXPECT_EQ(one.truth(event), Truth::unknown);
        EXPECT_FALSE(one(event));
    }
    EXPECT_EQ((Requirement{Logic::all, {yes, d2}}.truth(event)), Truth::unknown);
    EXPECT_EQ((Requirement{Logic::all, {d2, no}}.truth(event)), Truth::no);
    EXPECT_EQ((Requirement{Logic::any, {d2, no}}.truth(event)), Truth::unknown);
    EXPECT_EQ((Requirement{Logic::any, {d2, yes}}.truth(event)), Truth::yes);
    EXPECT_EQ((Requirement{Logic::none, {d2, yes}}.truth(event)), Truth::no);
    Variables nothing;  // no jet at all: the comparison fails, and its opposite holds
    EXPECT_EQ(d2.truth(nothing), Truth::no);
    EXPECT_EQ(not_d2.truth(nothing), Truth::yes);
}

}  // namespace
}  // namespace jetseq
