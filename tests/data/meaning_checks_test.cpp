#include "data/sequences/meaning_checks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/message_of.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says;

constexpr char nothing[] = "(nothing was thrown)";

/// What is wrong with one number.
std::string wrong_with(char const* is, double x) {
    MeaningChecks checks{{{"x", is}}};
    return message_of([&] { checks.require(&x, "a.h5: /tracks", 3); });
}

TEST(MeaningChecks, PassWhatCanBe) {
    for (double const pt : {0.0, 0.5, 7000.0, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_EQ(wrong_with("pt", pt), nothing);
    }
    for (auto const& passed : {wrong_with("energy", 13999), wrong_with("mass", -5e-4), wrong_with("mass", 0),
                               wrong_with("eta", -10), wrong_with("phi", 6.283), wrong_with("phi", -3.2)}) {
        EXPECT_EQ(passed, nothing);
    }
}

TEST(MeaningChecks, RefuseWhatCannotBe) {
    EXPECT_TRUE(says(wrong_with("pt", 45000), {"a.h5: /tracks", "3", "'x' is 45000", "MeV?", "unit: MeV"}));
    EXPECT_TRUE(says(wrong_with("pt", -999), {"'x' is -999", "0 or more", "missing"}));
    EXPECT_TRUE(says(wrong_with("energy", 14001), {"above the energy of the beams"}));
    EXPECT_TRUE(says(wrong_with("mass", -1), {"a mass is 0 or more"}));
    EXPECT_TRUE(says(wrong_with("eta", 11), {"beyond 10"}));
    EXPECT_TRUE(says(wrong_with("phi", 180), {"degrees?"}));
    EXPECT_TRUE(says(wrong_with("phi", -999), {"radians"}));
}

TEST(MeaningChecks, JudgeTheUnitByHalfOfManyNumbers) {
    // Of `numbers` so many are 50 MeV, the others `other`.
    auto const judged = [](char const* is, std::size_t small, std::size_t numbers, double other) {
        MeaningChecks checks{{{"eta", "eta"}, {"x", is}}};
        for (std::size_t n = 0; n < numbers; ++n) {
            double const pair[] = {0.1, n < small ? 0.05 : other};
            checks.require(pair, "a.h5: /tracks", n);
        }
        return message_of([&] { checks.judge("a.h5: /tracks"); });
    };
    EXPECT_TRUE(says(judged("pt", 50, 100, 2), {"a.h5: /tracks", "'x' is below 0.3 GeV for 50 of 100", "unit"}));
    EXPECT_TRUE(says(judged("energy", 100, 150, 0), {"100 of 100"}));  // zeros are not judged
    for (auto const& passed : {judged("pt", 49, 100, 2), judged("pt", 99, 99, 2), judged("mass", 1000, 1000, 2)}) {
        EXPECT_EQ(passed, nothing);
    }
}

}  // namespace
}  // namespace jetseq::data
