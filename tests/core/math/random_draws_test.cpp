#include "core/math/random_draws.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace jetseq {
namespace {

/// Expects the mean and the variance of a Poisson variable, to five standard deviations.
template <class Draw>
void expect_poisson(double mean, Draw&& draw) {
    double sum = 0, squares = 0;
    int const n = 200000;
    for (int i = 0; i < n; ++i) {
        double const k = draw();
        sum += k, squares += (k - mean) * (k - mean);
    }
    EXPECT_NEAR(sum / n, mean, 5 * std::sqrt(mean / n)) << mean;
    EXPECT_NEAR(squares / n, mean, 5 * mean * std::sqrt((2 + 1 / mean) / n)) << mean;
}

TEST(RandomDraws, OfPoissonHaveTheRightMeanAndVariance) {
    for (double const mean : {0.3, 4.0, 29.0, 31.0, 400.0}) {
        Random random{11};
        expect_poisson(mean, [&] { return random_poisson(random, mean); });
    }
    Random random{12};
    expect_poisson(1, [&] { return random_poisson_of_mean_one(random); });
    EXPECT_EQ(random_poisson(random, 0), 0);
}

TEST(RandomDraws, OfTheNormalHaveTheRightMoments) {
    Random random{13};
    int const n = 200000;
    std::array<double, 4> sums{};
    for (int i = 0; i < n; ++i) {
        double const x = random_normal(random);
        for (std::size_t power = 0; power < 4; ++power) sums[power] += std::pow(x, static_cast<double>(power + 1));
    }
    EXPECT_NEAR(sums[0] / n, 0, 5 / std::sqrt(n));
    EXPECT_NEAR(sums[1] / n, 1, 5 * std::sqrt(2.0 / n));
    EXPECT_NEAR(sums[2] / n, 0, 5 * std::sqrt(15.0 / n));
    EXPECT_NEAR(sums[3] / n, 3, 5 * std::sqrt(96.0 / n));
}

TEST(RandomDraws, KeepTheirFirstValuesForEver) {  // what a seed gives is part of every recorded result
    Random normal{42}, small{42}, large{42}, one{42};
    EXPECT_DOUBLE_EQ(random_normal(normal), -1.9902974818145558);
    EXPECT_DOUBLE_EQ(random_normal(normal), 0.21186417963944554);
    for (int const k : {3, 3, 1, 2, 5, 3, 5, 2}) EXPECT_EQ(random_poisson(small, 3.5), k);
    for (int const k : {432, 380, 411, 388, 393, 412}) EXPECT_EQ(random_poisson(large, 400), k);
    for (int const k : {2, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0}) EXPECT_EQ(random_poisson_of_mean_one(one), k);
}

TEST(RandomDraws, VisitAsOftenAsAPoissonNumberSays) {
    Random drawn{42}, visited{42};
    for (int n = 0; n < 100; ++n) {
        int visits = 0;
        for_each_of_poisson(visited, 3.5, [&] { ++visits; });
        EXPECT_EQ(visits, random_poisson(drawn, 3.5));
    }
}

}  // namespace
}  // namespace jetseq
