#include "core/expression/formulas.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

TEST(Formulas, ShareTheColumnsOfATable) {
    Formulas const formulas{{"pt", "log(pt) / eta", "d0-raw", "eta > 0"}, {"d0-raw", "pt"}};
    EXPECT_EQ(formulas.size(), 4U);
    EXPECT_EQ(formulas.columns(), (std::vector<std::string>{"pt", "eta", "d0-raw"}));
    double const values[] = {1, 2, 3, 77, 10, -4, 5, 77};  // two rows of four numbers, the last unused
    double results[8];
    formulas.evaluate(values, 4, 2, results);
    EXPECT_EQ(std::vector<double>(results, results + 4), (std::vector<double>{1, 0, 3, 1}));
    EXPECT_EQ(std::vector<double>(results + 4, results + 8), (std::vector<double>{10, std::log(10.0) / -4, 5, 0}));
}

TEST(Formulas, SayWhatReadsAColumn) {
    Formulas const formulas{{"pt", "log(d0)"}, {"pt"}};
    EXPECT_EQ(formulas.purpose("pt"), "");
    EXPECT_EQ(formulas.purpose("d0"), " (for 'log(d0)')");
}

TEST(Formulas, AreToldByTheirColumns) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(columns_named_in("if(finite(met), event.met, 0)"), (Names{"met", "event.met"}));
    EXPECT_EQ(columns_named_in("met [GeV]"), Names{"met [GeV]"});
    EXPECT_EQ(columns_named_in("1"), Names{});
}

TEST(Formulas, RefuseWhatIsNeitherAColumnNorAnExpression) {
    EXPECT_TRUE(says(message_of([] { Formulas({"d0-"}, {"d0"}); }), {"'d0-' can't be read"}));
}

TEST(Formulas, ReadAColumnEach) {
    EXPECT_TRUE(test::says(test::message_of([] { Formulas({"x", "1 + 2"}, {"x"}); }), {"'1 + 2' reads no column"}));
}

}  // namespace
}  // namespace jetseq
