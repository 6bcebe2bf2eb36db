#include "core/math/asimov_significance.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq {
namespace {

TEST(AsimovSignificance, FollowsItsFormulas) {
    // without uncertainty: sqrt(2 ((s + b) ln(1 + s/b) - s)); s << b: s / sqrt(b + sigma^2)
    EXPECT_NEAR(asimov_significance(10, 100), std::sqrt(2 * (110 * std::log(1.1) - 10)), 1e-12);
    EXPECT_NEAR(asimov_significance(10, 100), 0.9841, 1e-3);  // s / sqrt(b) = 1, less by the Poisson tail
    EXPECT_NEAR(asimov_significance(10, 100, 1e-6), asimov_significance(10, 100, 0), 1e-6);
    EXPECT_NEAR(asimov_significance(1, 1e6) / (1 / 1e3), 1, 1e-4);
    EXPECT_NEAR(asimov_significance(1, 1e6, 1000), 1 / std::sqrt(1e6 + 1e6), 1e-6);
    EXPECT_LT(asimov_significance(10, 100, 20), asimov_significance(10, 100, 10));
}

TEST(AsimovSignificance, OfNoSignalOrNoBackgroundIsTheLimit) {
    EXPECT_EQ(asimov_significance(0, 100, 10), 0);
    EXPECT_EQ(asimov_significance(0, 5), 0);
    EXPECT_TRUE(std::isinf(asimov_significance(1, 0)));
    EXPECT_EQ(asimov_significance(1, 0, 1), 0);
    EXPECT_LT(asimov_significance(1, 1e-9, 1), 1e-3);
}

}  // namespace
}  // namespace jetseq
