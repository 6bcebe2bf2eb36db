#include "core/math/exact_sum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/math/random.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

ExactSum sum_of(std::vector<double> const& values) {
    ExactSum sum;
    for (double const value : values) sum.add(value);
    return sum;
}

/// Numbers of either sign over 200 orders of magnitude.
std::vector<double> wild_numbers(std::size_t count) {
    Random random{7};
    std::vector<double> values;
    for (std::size_t n = 0; n < count; ++n) {
        values.push_back(std::ldexp(random.uniform() - 0.5, static_cast<int>(random.below(700)) - 350));
    }
    return values;
}

TEST(ExactSum, HoldsASingleNumberExactly) {
    for (double const value : {0.0, 1.0, -1.0, 0.1, -0.1, 1e300, -1e-300, 5e-324, 2000.0, 0x1.fffffffffffffp+1023}) {
        EXPECT_EQ(sum_of({value}).value(), value);
    }
}

TEST(ExactSum, LosesNothingBetweenLargeAndSmall) {
    EXPECT_EQ(sum_of({1e300, 1, -1e300}).value(), 1);  // 0 in double precision
    EXPECT_EQ(sum_of({1, 1e-300, -1}).value(), 1e-300);
    EXPECT_EQ(sum_of({0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}).value(), 1);
}

TEST(ExactSum, RoundsToTheNearestDoubleTiesToEven) {
    double const ulp = 0x1p-52;
    EXPECT_EQ(sum_of({1, ulp / 2}).value(), 1);
    EXPECT_EQ(sum_of({1 + ulp, ulp / 2}).value(), 1 + 2 * ulp);
    EXPECT_EQ(sum_of({1, ulp / 2, 0x1p-1000}).value(), 1 + ulp);
    EXPECT_EQ(sum_of({-1, -ulp / 2, -0x1p-1000}).value(), -1 - ulp);
}

TEST(ExactSum, OfThousandWildNumbersIsTheSameInAnyOrderAndInPieces) {
    auto values = wild_numbers(1000);
    auto const whole = sum_of(values);
    Random random{1};
    for (int round = 0; round < 5; ++round) {
        shuffle(values, random);
        auto const middle = values.begin() + 137 * (round + 1);
        auto pieces = sum_of({middle, values.end()});
        pieces.add(sum_of({values.begin(), middle}));
        EXPECT_EQ(pieces.text(), whole.text());
        EXPECT_EQ(sum_of(values).value(), whole.value());
    }
}

TEST(ExactSum, SubtractsExactly) {
    auto const values = wild_numbers(100);
    auto sum = sum_of(values);
    sum.subtract(sum_of({values.begin() + 50, values.end()}));
    EXPECT_EQ(sum, sum_of({values.begin(), values.begin() + 50}));
    sum.subtract(sum);
    EXPECT_EQ(sum.text(), "0");
}

TEST(ExactSum, SquaresWithoutRounding) {
    double const value = 1 + 0x1p-52;  // its square needs 105 bits
    ExactSum sum;
    sum.add_square(value);
    sum.subtract(sum_of({1, 0x1p-51}));
    EXPECT_EQ(sum.value(), 0x1p-104);
}

TEST(ExactSum, IsReadBackFromItsText) {
    for (double const value : wild_numbers(200)) {
        auto sum = sum_of({value, 1, -3e-320});
        EXPECT_EQ(ExactSum::from_text(sum.text()), sum);
    }
    EXPECT_EQ(sum_of({2000}).text(), "7dp4");
    EXPECT_EQ(sum_of({-0.5}).text(), "-8p-4");
    EXPECT_EQ(ExactSum::from_text("7dp4").value(), 2000);
}

TEST(ExactSum, RefusesOtherTexts) {
    for (char const* text : {"", "p4", "-p4", "12", "7dp", "7dp4x", "7DP4", "7dp3", "7dp9999", "7dp-9999",
                             "7dp2147483647", "7dp-2147483648", "1.5p4"}) {
        EXPECT_TRUE(test::says(test::message_of([&] { ExactSum::from_text(text); }), {"exact sum"})) << text;
    }
}

}  // namespace
}  // namespace jetseq
