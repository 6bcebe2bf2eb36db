#include "core/text/number_in.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace jetseq {
namespace {

TEST(NumberIn, ReadsTheWholeTextOrNothing) {
    EXPECT_EQ(number_in<int>("-12"), -12);
    EXPECT_EQ(number_in<double>("2.5e-1"), 0.25);
    for (char const* text : {"", " 1", "1 ", "1x", "+1", "0x10"}) EXPECT_FALSE(number_in<int>(text)) << text;
}

TEST(NumberIn, RefusesWhatTheTypeCannotHold) {
    EXPECT_EQ(number_in<std::int8_t>("127"), 127);
    EXPECT_FALSE(number_in<std::int8_t>("128"));
    EXPECT_FALSE(number_in<unsigned>("-1"));
    EXPECT_FALSE(number_in<float>("1e39"));
    EXPECT_FALSE(number_in<int>("1.0"));
}

}  // namespace
}  // namespace jetseq
