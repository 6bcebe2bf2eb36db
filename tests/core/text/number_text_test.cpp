#include "core/text/number_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace jetseq {
namespace {

TEST(NumberText, HasTheFewestDigitsThatReadBack) {
    EXPECT_EQ(fewest_digits(0.1F), "0.1");
    EXPECT_EQ(fewest_digits(double{0.1F}), "0.10000000149011612");
    EXPECT_EQ(fewest_digits(30.0F), "30");
    EXPECT_EQ(fewest_digits(1e-3), "0.001");
    EXPECT_EQ(fewest_digits(std::numeric_limits<double>::infinity()), "inf");
}

TEST(NumberText, IsShortForFloatsAndWholeNumbers) {
    EXPECT_EQ(shortest(double{0.1F}), "0.1");
    EXPECT_EQ(shortest(100000), "100000");
    EXPECT_EQ(shortest(1e-7), "1e-07");
    EXPECT_EQ(shortest(std::nan("")), "n/a");
}

TEST(NumberText, HasAsManyDigitsAsAreAskedFor) {
    EXPECT_EQ(fixed(-0.001, 2), "0.00");
    EXPECT_EQ(significant(1e-7), "1e-07");
    EXPECT_EQ(significant(0.123456789, 3), "0.123");
    EXPECT_EQ(count_text(9999), "9999");
    EXPECT_EQ(count_text(1234567),
              "1\xE2\x80\x89"
              "234\xE2\x80\x89"
              "567");
}

}  // namespace
}  // namespace jetseq
