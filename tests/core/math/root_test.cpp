#include "core/math/root.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq {
namespace {

TEST(Root, IsFoundToTheTolerance) {
    for (double const tolerance : {1e-3, 1e-7, 1e-12}) {
        auto const cubic = [](double x) { return x * x * x - 2; };
        EXPECT_NEAR(root_between(cubic, 0, -2, 5, 123, tolerance), std::cbrt(2.0), tolerance) << tolerance;
        auto const falling = [](double x) { return std::exp(-x) - 0.05; };
        EXPECT_NEAR(root_between(falling, 0, 0.95, 100, -0.05, tolerance), std::log(20.0), tolerance) << tolerance;
    }
}

TEST(Root, TakesFewEvaluations) {
    int evaluations = 0;
    auto const f = [&](double x) { return ++evaluations, std::sqrt(x) - 1; };
    EXPECT_NEAR(root_between(f, 0, -1, 3, std::sqrt(3.0) - 1, 1e-9), 1, 1e-9);
    EXPECT_LE(evaluations, 12);
}

TEST(Root, MayBeAnEnd) {
    auto const line = [](double x) { return x - 1; };
    EXPECT_EQ(root_between(line, 1, 0, 2, 1, 1e-9), 1);
    EXPECT_EQ(root_between(line, 0, -1, 1, 0, 1e-9), 1);
}

TEST(Root, OfAStepIsAtTheStep) {
    auto const step = [](double x) { return x < 0.7 ? -1.0 : 2.0; };
    EXPECT_NEAR(root_between(step, 0, -1, 1, 2, 1e-6), 0.7, 1e-6);
}

TEST(Root, OfAFlatFunctionIsFoundToTheTolerance) {
    auto const flat = [](double x) { return std::pow(x - 0.3, 3); };
    EXPECT_NEAR(root_between(flat, 0, flat(0), 1, flat(1), 1e-12), 0.3, 1e-12);
    auto const flatter = [](double x) { return std::pow(x - 0.3, 21); };
    EXPECT_NEAR(root_between(flatter, 0, flatter(0), 1, flatter(1), 1e-12), 0.3, 1e-12);
}

TEST(Root, IsFoundToTheNextDoubleIfTheToleranceIsSmaller) {
    auto const step = [](double x) { return x < 0.7 ? -1.0 : 2.0; };
    EXPECT_NEAR(root_between(step, -1e300, -1, 1e300, 2, 0), 0.7, 1.2e-16);
}

TEST(Root, MayStandBetweenInfinities) {
    auto const logarithm = [](double x) { return std::log(x / 0.2); };
    EXPECT_NEAR(root_between(logarithm, 0, -INFINITY, 1, logarithm(1), 1e-12), 0.2, 1e-12);
    auto const two_infinities = [](double x) { return x < 0.7 ? -INFINITY : INFINITY; };
    EXPECT_NEAR(root_between(two_infinities, 0, -INFINITY, 1, INFINITY, 1e-9), 0.7, 1e-9);
    auto const pole = [](double x) { return x < 0.7 ? -1.0 : INFINITY; };
    EXPECT_NEAR(root_between(pole, 0, -1, 1, INFINITY, 1e-9), 0.7, 1e-9);
}

TEST(Root, IsNanWithoutABracket) {
    auto const f = [](double x) { return x; };
    EXPECT_TRUE(std::isnan(root_between(f, 1, 1, 2, 2, 1e-9)));
    EXPECT_TRUE(std::isnan(root_between(f, -2, -2, -1, -1, 1e-9)));
    EXPECT_TRUE(std::isnan(root_between(f, 1, NAN, 2, 2, 1e-9)));
    EXPECT_TRUE(std::isnan(root_between(f, 2, 2, -1, -1, 1e-9)));  // not a < b
}

}  // namespace
}  // namespace jetseq
