#include "train/loop/rate_finder.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/train/toy_training.hpp"

namespace jetseq::test {
namespace {

TEST(RateFinder, GrowsTheRateByTheSameFactor) {
    auto const probes = probe_learning_rates(toy_sequences(500, 1), toy_options(), 41, 1e-6, 1e-2);
    ASSERT_EQ(probes.size(), 41U);
    EXPECT_DOUBLE_EQ(probes.front().learning_rate, 1e-6);
    EXPECT_NEAR(probes[10].learning_rate, 1e-5, 1e-18);
    EXPECT_NEAR(probes.back().learning_rate, 1e-2, 1e-15);
}

/// The first loss, and the mean of the first two weighted 0.95 : 1.
TEST(RateFinder, SmoothsTheLossWithoutABeginningAtZero) {
    auto const probes = probe_learning_rates(toy_sequences(500, 1), toy_options(), 20);
    EXPECT_DOUBLE_EQ(probes[0].smoothed, probes[0].loss);
    EXPECT_NEAR(probes[1].smoothed, (0.95 * probes[0].loss + probes[1].loss) / 1.95, 1e-12);
    EXPECT_NEAR(probes[0].loss, std::log(2), 0.2);  // a fresh network knows nothing
}

TEST(RateFinder, EndsIfTheLossExplodes) {
    auto const probes = probe_learning_rates(toy_sequences(500, 1), toy_options(), 400, 1e-3, 1e6);
    EXPECT_LT(probes.size(), 400U);
}

TEST(RateFinder, EndsOnRequest) {
    int left = 5;
    auto const probes =
        probe_learning_rates(toy_sequences(500, 1), toy_options(), 40, 1e-6, 1, [&left] { return left-- == 0; });
    EXPECT_EQ(probes.size(), 5U);
    EXPECT_TRUE(std::isnan(train::suggested_rate(probes)));
}

TEST(RateFinder, SuggestsATenthOfTheRateOfTheLowestLoss) {
    std::vector<train::RateProbe> probes;
    for (int n = 0; n < 61; ++n) {  // lowest at step 40, 1e-2
        double const rate = std::pow(10, -6 + 0.1 * n);
        probes.push_back({rate, 0, 0.5 + 0.01 * std::abs(n - 40)});
    }
    EXPECT_NEAR(train::suggested_rate(probes), 1e-3, 1e-12);
}

}  // namespace
}  // namespace jetseq::test
