#include "core/math/root.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

TEST(Root, OfALineIsFoundAtOnce) {
    int calls = 0;
    auto const line = [&](double x) { return ++calls, 2 * x - 3; };
    EXPECT_DOUBLE_EQ(fit::root_between(line, 0, -3, 4, 5, 1e-12), 1.5);
    EXPECT_EQ(calls, 1);  // false position is exact for a line
}

TEST(Root, IsFoundToTheToleranceFromEitherSide) {
    auto const square = [](double x) { return x * x - 2; };
    for (double const tolerance : {1e-3, 1e-9, 1e-13}) {
        EXPECT_NEAR(fit::root_between(square, 0, -2, 2, 2, tolerance), std::sqrt(2.0), tolerance);
        EXPECT_NEAR(fit::root_between(square, 2, 2, 0, -2, tolerance), std::sqrt(2.0), tolerance);
    }
}

/// Plain false position keeps the right end of exp(x) - 2 for ever and takes hundreds of steps on such a range.
TEST(Root, IsFoundInFewStepsIfOneEndIsFarSteeper) {
    int calls = 0;
    auto const steep = [&](double x) { return ++calls, std::exp(x) - 2; };
    EXPECT_NEAR(fit::root_between(steep, -5, std::exp(-5.0) - 2, 5, std::exp(5.0) - 2, 1e-10), std::log(2.0), 1e-10);
    EXPECT_LT(calls, 40);
}

}  // namespace
}  // namespace jetseq
