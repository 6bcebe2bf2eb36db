#include "data/sequences/variable_formulas.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/message_of.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says;

TEST(VariableFormulas, AreComputedForEachEvent) {
    VariableFormulas formulas{{"met / 2", "m"}, {"met", "m"}};
    EXPECT_EQ(formulas.columns(), (std::vector<std::string>{"met", "m"}));
    EXPECT_EQ(formulas.purpose("met"), " (for 'met / 2')");
    double const values[] = {10, 1, 20, -999};
    Column<float> found;
    formulas.add(values, 2, "a.h5: events", 0, found);
    EXPECT_EQ(std::vector<float>(found.begin(), found.end()), (std::vector<float>{5, 1, 10, -999}));
    ASSERT_EQ(formulas.notes().size(), 1U);
    EXPECT_TRUE(says(formulas.notes()[0], {"the variable 'm' is -999 in some events"}));
}

TEST(VariableFormulas, RefuseWhatIsNotFinite) {
    VariableFormulas formulas{{"log(met)"}, {}};
    double const values[] = {1, 0};
    Column<float> found;
    EXPECT_TRUE(says(message_of([&] { formulas.add(values, 2, "a.h5: events", 5, found); }),
                     {"a.h5: events, row 6: the variable 'log(met)' is -inf", "if(finite(x), x, 0)"}));
    Column<float> all;
    formulas.add_unchecked(values, 2, all);
    EXPECT_EQ(std::vector<float>(all.begin(), all.end()), (std::vector<float>{0, -INFINITY}));
}

}  // namespace
}  // namespace jetseq::data
