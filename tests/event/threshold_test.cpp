#include "event/threshold.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace jetseq {
namespace {

TEST(Threshold, ComparesFloats) {  // 0.7F = 0.699999988 is below 0.7
    EXPECT_FALSE(is_above(0.7F, 0.7));
    EXPECT_FALSE(is_above(0.7, 0.7F));
    EXPECT_FALSE(is_above(0.70000001, 0.7));  // rounds to the same float: they are 6e-8 apart
    EXPECT_TRUE(is_above(std::nextafter(0.7F, 1.0F), 0.7));
    EXPECT_FALSE(is_above(std::numeric_limits<double>::quiet_NaN(), 0.7));
}

TEST(Threshold, OfABinBelongsToTheBin) {
    std::vector<double> const edges{0, 0.1, 0.7, 1};
    EXPECT_EQ(bin_of(0, edges), 0);
    EXPECT_EQ(bin_of(0.0999, edges), 0);
    EXPECT_EQ(bin_of(0.1F, edges), 1);
    EXPECT_EQ(bin_of(0.7F, edges), 2);  // as a float it is the edge, though 0.7F < 0.7
    EXPECT_EQ(bin_of(0.69999, edges), 1);
}

TEST(Threshold, OfBinsPutsTheRestIntoTheFirstAndTheLast) {
    std::vector<double> const edges{0, 0.1, 0.7, 1};
    EXPECT_EQ(bin_of(-5, edges), 0);
    EXPECT_EQ(bin_of(1, edges), 2);
    EXPECT_EQ(bin_of(5, edges), 2);
    EXPECT_EQ(bin_of(5, std::vector<double>{0, 1}), 0);  // there is one
}

}  // namespace
}  // namespace jetseq
