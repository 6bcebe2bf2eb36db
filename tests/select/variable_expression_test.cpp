#include "select/cuts/variable_expression.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "select/cuts/region.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

/// An event with met 100 GeV, pt_miss 40 GeV, three jets and no candidate.
Variables small_event() {
    Variables event;
    event.set(variable_named("met"), 100), event.set(variable_named("pt_miss"), 40);
    event.set(variable_named("n_jets"), 3);
    return event;
}

bool passes(std::string const& text) { return requirement_from(text)(small_event()); }

TEST(VariableExpression, ComparesExpressionsOfVariablesInGeV) {
    EXPECT_TRUE(passes("pt_miss / met > 0.39"));
    EXPECT_FALSE(passes("pt_miss / met > 0.41"));
    EXPECT_TRUE(passes("met > pt_miss"));
    EXPECT_TRUE(passes("met - pt_miss == 60"));
    EXPECT_TRUE(passes("met-pt_miss > 59"));
    EXPECT_TRUE(passes("2 < n_jets"));
    EXPECT_TRUE(passes("sqrt(met) == 10 and n_jets > 2"));
    EXPECT_TRUE(passes("(met < 50) or hypot(30, pt_miss) == 50"));
    EXPECT_DOUBLE_EQ(VariableExpression("pt_miss / met > 0.39", Regime::none)(small_event()), 1);
}

TEST(VariableExpression, LeavesPlainConditionsAsTheyAre) {
    EXPECT_EQ(requirement_from("met > 99 GeV").logic, Requirement::Logic::one);
    EXPECT_TRUE(passes("met > 0.0999 TeV"));
    EXPECT_TRUE(says(message_of([] { requirement_from("met > 99"); }), {"it needs a unit"}));
}

TEST(VariableExpression, IsNotMetWithoutItsVariablesNorIsItsOpposite) {
    Variable const m = variable_named("merged_m_v");
    auto event = small_event();
    auto const cut = requirement_from("met / merged_m_v > 1");
    EXPECT_EQ(cut.truth(event), Truth::no);  // there is no candidate
    EXPECT_TRUE(std::isnan(VariableExpression("met / merged_m_v > 1", Regime::none)(event)));
    event.set(m, std::numeric_limits<double>::quiet_NaN());
    EXPECT_EQ(cut.truth(event), Truth::unknown);
    EXPECT_EQ(Requirement(Requirement::Logic::none, {cut}).truth(event), Truth::unknown);
    EXPECT_EQ(requirement_from("met / merged_m_v > 1 or n_jets > 2").truth(event), Truth::yes);  // decided by the other
    EXPECT_TRUE(cut.uses(m));
    EXPECT_FALSE(cut.uses(variable_named("n_jets")));
    VariableExpression const expression{"met / merged_m_v > 1", Regime::none};
    EXPECT_TRUE(expression.has_unknown(event) && expression.uses(m));
}

TEST(VariableExpression, TakesTheCandidateOfTheRegime) {
    auto event = small_event();
    event.set(variable_named("resolved_m_v"), 90), event.set(variable_named("merged_m_v"), 200);
    EXPECT_TRUE(requirement_from("met / m_v > 1", Regime::resolved)(event));
    EXPECT_FALSE(requirement_from("met / m_v > 1", Regime::merged)(event));
}

TEST(VariableExpression, RefusesWhatIsNoCondition) {
    auto const refused = [](std::string const& text) { return message_of([&] { requirement_from(text); }); };
    EXPECT_TRUE(says(refused("met / pt_miss"), {"its result is a number", "'(met / pt_miss) > 0'"}));
    EXPECT_TRUE(says(refused("met / pt_mis > 1"), {"pt_mis", "pt_miss"}));
    EXPECT_TRUE(says(refused("(1 > 2)"), {"has no variable"}));
    EXPECT_TRUE(says(refused("log(met > 3"), {"can't be read"}));
    EXPECT_TRUE(says(refused("met - pt_miss > 3 GeV"), {"has no units", "Leave 'GeV' out"}));
}

}  // namespace
}  // namespace jetseq
