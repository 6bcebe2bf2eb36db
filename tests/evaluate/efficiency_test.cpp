#include "evaluate/metrics/efficiency.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/evaluate/sample.hpp"

namespace jetseq::evaluate {
namespace {

using test::rounding;

WeightSum sum_of(std::initializer_list<double> weights) {
    WeightSum sum;
    for (double weight : weights) sum.add(weight);
    return sum;
}

TEST(Efficiency, IsWilsonsIntervalByHand) {
    auto const half = efficiency(2, 4);  // centre 1/2, half width 1/(1 + 1/4) sqrt(1/16 + 1/64) = sqrt(5)/10
    EXPECT_DOUBLE_EQ(half.value, 0.5);
    EXPECT_NEAR(half.low, 0.5 - std::sqrt(5.0) / 10, rounding);
    EXPECT_NEAR(half.high, 0.5 + std::sqrt(5.0) / 10, rounding);
}

// statsmodels 0.15.0: proportion_confint(k, n, alpha=2*scipy.stats.norm.sf(1), method="wilson")
TEST(Efficiency, AgreesWithStatsmodels) {
    EXPECT_NEAR(efficiency(3, 10).low, 0.178820820756765, rounding);
    EXPECT_NEAR(efficiency(3, 10).high, 0.457542815606872, rounding);
    EXPECT_NEAR(efficiency(378, 1000).low, 0.362795561762175, rounding);
    EXPECT_NEAR(efficiency(378, 1000).high, 0.393448194481582, rounding);
}

TEST(Efficiency, IsNotWithoutErrorAtZeroAndOne) {
    auto const none = efficiency(0, 10), all = efficiency(10, 10);
    EXPECT_EQ(none.low, 0);
    EXPECT_NEAR(none.high, 1 / 11.0, rounding);  // z^2 / (n + z^2)
    EXPECT_EQ(all.high, 1);
    EXPECT_NEAR(all.low, 10 / 11.0, rounding);
}

TEST(Efficiency, OfNothingIsUndefined) {
    EXPECT_TRUE(std::isnan(efficiency(0, 0).value));
    EXPECT_TRUE(std::isnan(efficiency(WeightSum{}, WeightSum{}).high));
}

TEST(Efficiency, DoesNotDependOnACommonWeight) {
    auto const plain = efficiency(2, 5);
    auto const weighted = efficiency(sum_of({0.1, 0.1}), sum_of({0.1, 0.1, 0.1, 0.1, 0.1}));
    EXPECT_NEAR(weighted.value, plain.value, rounding);
    EXPECT_NEAR(weighted.low, plain.low, rounding);
    EXPECT_NEAR(weighted.high, plain.high, rounding);
}

TEST(Efficiency, UsesTheEffectiveNumberOfWeightedEvents) {
    auto const total = sum_of({3, 1, 1, 1});  // 36 / 12 = 3 effective events
    EXPECT_DOUBLE_EQ(total.effective_events(), 3);
    auto const e = efficiency(sum_of({3}), total);  // 1/2 of 3: half width 1/(4/3) sqrt(1/12 + 1/36) = 1/4
    EXPECT_DOUBLE_EQ(e.value, 0.5);
    EXPECT_NEAR(e.low, 0.25, rounding);
    EXPECT_NEAR(e.high, 0.75, rounding);
}

TEST(Efficiency, ReportsAValueThatNegativeWeightsTakeOutsideTheUnitInterval) {
    auto const e = efficiency(sum_of({-1}), sum_of({-1, 1, 1, 1}));
    EXPECT_DOUBLE_EQ(e.value, -0.5);
    EXPECT_DOUBLE_EQ(e.low, -0.5);
    EXPECT_GT(e.high, 0);
    auto const above = efficiency(sum_of({1, 1, 1}), sum_of({-1, 1, 1, 1}));
    EXPECT_DOUBLE_EQ(above.high, 1.5);
    EXPECT_LT(above.low, 1);
}

TEST(Efficiency, IsUndefinedWhereTheTotalIsNotPositive) {
    EXPECT_TRUE(std::isnan(efficiency(sum_of({1}), sum_of({1, -1})).value));
    EXPECT_TRUE(std::isnan(efficiency(sum_of({1}), sum_of({1, -2})).low));
}

// scipy 1.17.1: beta.ppf(norm.sf(1), k, n - k + 1), beta.ppf(norm.cdf(1), k + 1, n - k)
TEST(ClopperPearson, AgreesWithScipy) {
    EXPECT_NEAR(clopper_pearson(3, 10).low, 0.1416719011071802, rounding);
    EXPECT_NEAR(clopper_pearson(3, 10).high, 0.5082624819902524, rounding);
    EXPECT_NEAR(clopper_pearson(378, 1000).low, 0.362300255858398, rounding);
    EXPECT_NEAR(clopper_pearson(378, 1000).high, 0.3939515456861451, rounding);
    EXPECT_NEAR(clopper_pearson(50000, 1000000).low, 0.049782005884798725, rounding);
    EXPECT_NEAR(clopper_pearson(50000, 1000000).high, 0.05021889617962492, rounding);
}

TEST(ClopperPearson, HasAClosedFormAtTheEnds) {
    double const tail = std::erfc(1 / std::sqrt(2.0)) / 2;  // (1 - high)^10 = tail
    EXPECT_EQ(clopper_pearson(0, 10).low, 0);
    EXPECT_NEAR(clopper_pearson(0, 10).high, 1 - std::pow(tail, 0.1), rounding);
    EXPECT_NEAR(clopper_pearson(10, 10).low, std::pow(tail, 0.1), rounding);
    EXPECT_EQ(clopper_pearson(10, 10).high, 1);
    EXPECT_TRUE(std::isnan(clopper_pearson(0, 0).value));
}

TEST(ClopperPearson, ContainsWilsonsInterval) {
    for (std::uint64_t k = 0; k <= 20; ++k) {
        EXPECT_LE(clopper_pearson(k, 20).low, efficiency(k, 20).low + rounding) << k;
        EXPECT_GE(clopper_pearson(k, 20).high, efficiency(k, 20).high - rounding) << k;
    }
}

}  // namespace
}  // namespace jetseq::evaluate
