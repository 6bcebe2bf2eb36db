#include "core/math/distributions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace jetseq {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
constexpr double rounding = 1e-13;  // relative

void expect_near(double value, double expected) { EXPECT_NEAR(value / expected, 1, rounding) << expected; }

// Numbers of scipy 1.17.1.
TEST(Distributions, AgreeWithScipy) {
    expect_near(log_gamma(0.5), 0.5723649429247);
    expect_near(log_gamma(20.5), 40.8315009745308);
    expect_near(log_gamma(1e6), 12815504.569147611);
    expect_near(normal_cdf(-8), 6.22096057427174e-16);
    expect_near(normal_cdf(0.5), 0.6914624612740131);
    expect_near(normal_quantile(1e-300), -37.0470962993612);
    expect_near(normal_quantile(0.3), -0.5244005127080409);
    expect_near(normal_quantile(0.975), 1.959963984540054);
    expect_near(chi_square_tail(0.5, 1), 0.47950012218695337);
    expect_near(chi_square_tail(30, 3), 1.3800570312932553e-06);
    expect_near(chi_square_tail(1000, 1000), 0.49405285382923964);
    expect_near(chi_square_quantile(0.05, 2), 5.991464547107983);
    expect_near(chi_square_quantile(1e-10, 3), 49.542155927523666);
    expect_near(chi_square_quantile(0.5, 100), 99.33412923598846);
    expect_near(beta_quantile(2, 3, 0.3), 0.27238394207510536);
    expect_near(beta_quantile(0.5, 7, 1e-6), 1.16275776615491e-13);
    expect_near(beta_quantile(50001, 950000, 0.8413447460685429), 0.05021889617962492);
}

TEST(Distributions, GiveTheLimitsAtTheEdges) {
    EXPECT_EQ(log_gamma(1), 0);
    EXPECT_EQ(log_gamma(infinite), infinite);
    EXPECT_EQ(normal_cdf(-infinite), 0);
    EXPECT_EQ(normal_cdf(infinite), 1);
    EXPECT_EQ(normal_quantile(0), -infinite);
    EXPECT_EQ(normal_quantile(0.5), 0);
    EXPECT_EQ(normal_quantile(1), infinite);
    EXPECT_EQ(chi_square_tail(-1, 2), 1);
    EXPECT_EQ(chi_square_tail(0, 2), 1);
    EXPECT_EQ(chi_square_tail(infinite, 2), 0);
    EXPECT_EQ(chi_square_quantile(0, 2), infinite);
    EXPECT_EQ(chi_square_quantile(1, 2), 0);
    EXPECT_EQ(beta_quantile(1, 2, 0), 0);
    EXPECT_EQ(beta_quantile(1, 2, 1), 1);
}

TEST(Distributions, GiveNanOutsideTheirDomain) {
    EXPECT_TRUE(std::isnan(log_gamma(0)));
    EXPECT_TRUE(std::isnan(log_gamma(-1)));
    EXPECT_TRUE(std::isnan(log_gamma(-0.5)));
    EXPECT_TRUE(std::isnan(log_gamma(-infinite)));
    EXPECT_TRUE(std::isnan(log_gamma(nan)));
    EXPECT_TRUE(std::isnan(normal_cdf(nan)));
    EXPECT_TRUE(std::isnan(normal_quantile(-0.1)));
    EXPECT_TRUE(std::isnan(normal_quantile(1.1)));
    EXPECT_TRUE(std::isnan(normal_quantile(nan)));
    EXPECT_TRUE(std::isnan(chi_square_tail(1, 0)));
    EXPECT_TRUE(std::isnan(chi_square_tail(-1, -1)));
    EXPECT_TRUE(std::isnan(chi_square_tail(nan, 1)));
    EXPECT_TRUE(std::isnan(chi_square_quantile(2, 1)));
    EXPECT_TRUE(std::isnan(chi_square_quantile(nan, 1)));
    EXPECT_TRUE(std::isnan(chi_square_quantile(0.5, 0)));
    EXPECT_TRUE(std::isnan(beta_quantile(0, 1, 0.5)));
    EXPECT_TRUE(std::isnan(beta_quantile(1, 1, 2)));
    EXPECT_TRUE(std::isnan(beta_quantile(1, 1, nan)));
    EXPECT_TRUE(std::isnan(beta_quantile(3, nan, 0.5)));
    EXPECT_TRUE(std::isnan(beta_quantile(nan, 3, 0.5)));
    EXPECT_TRUE(std::isnan(beta_quantile(infinite, 3, 0.5)));
}

}  // namespace
}  // namespace jetseq
