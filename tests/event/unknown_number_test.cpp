#include "event/unknown_number.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace jetseq {
namespace {

TEST(UnknownNumber, IsKnownAsADoubleAndAsAFloat) {
    for (double const number : {-999.0, -9999.0, -99999.0, -999.9, -9999.9}) {
        EXPECT_TRUE(stands_for_unknown(number)) << number;
        EXPECT_TRUE(stands_for_unknown(static_cast<float>(number))) << number;
    }
}

TEST(UnknownNumber, IsNoOther) {
    for (double const number : {0.0, 999.0, -1.0, -99.0, -1000.0, -999.5, -999.90001}) {
        EXPECT_FALSE(stands_for_unknown(number)) << number;
    }
    EXPECT_FALSE(stands_for_unknown(std::numeric_limits<double>::quiet_NaN()));
}

}  // namespace
}  // namespace jetseq
