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

TEST(Root, IsNanWithoutABracket) {
    auto const f = [](double x) { return x; };
    EXPECT_TRUE(std::isnan(root_between(f, 1, 1, 2, 2, 1e-9)));
    EXPECT_TRUE(std::isnan(root_between(f, -2, -2, -1, -1, 1e-9)));
    EXPECT_TRUE(std::isnan(root_between(f, 1, NAN, 2, 2, 1e-9)));
    EXPECT_TRUE(std::isnan(root_between(f, 2, 2, -1, -1, 1e-9)));  // not a < b
}

}  // namespace
}  // namespace jetseq
