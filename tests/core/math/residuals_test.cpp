#include "core/math/residuals.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq {
namespace {

TEST(Residuals, QuantilesAreTheFirstValueThatReachesAFractionOfTheWeights) {
    std::vector<double> const values{1, 2, 3, 4}, equal{1, 1, 1, 1}, heavy{1, 1, 1, 7};
    EXPECT_EQ(weighted_quantile(values, equal, 0.5), 2);
    EXPECT_EQ(weighted_quantile(values, equal, 0.51), 3);
    EXPECT_EQ(weighted_quantile(values, heavy, 0.5), 4);
    EXPECT_EQ(weighted_quantile(values, heavy, 0.1), 1);
    EXPECT_EQ(weighted_quantile(values, equal, 1), 4);
    EXPECT_TRUE(std::isnan(weighted_quantile(values, {1, -1, 1, -1}, 0.5)));
    EXPECT_TRUE(std::isnan(weighted_quantile({}, {}, 0.5)));
}

/// Of 1 ... 100 the 16 % quantile (0.1587) is 16 and the 84 % quantile (0.8413) is 85.
TEST(Residuals, AreSummarisedByMedianAndHalfOfTheCentral68Percent) {
    std::vector<double> residuals, weights(100, 2.0);
    for (int n = 100; n > 0; --n) residuals.push_back(n);
    auto const found = summary_of_residuals(residuals, weights);
    EXPECT_EQ(found.bias, 50);
    EXPECT_EQ(found.width, (85.0 - 16.0) / 2);
    std::vector<double> const sorted(residuals.rbegin(), residuals.rend());
    EXPECT_EQ(summary_of_sorted(sorted, weights).width, found.width);
    EXPECT_TRUE(std::isnan(summary_of_residuals({1}, {0}).width));
}

}  // namespace
}  // namespace jetseq
