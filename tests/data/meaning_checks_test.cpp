#include "data/sequences/meaning_checks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/message_of.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says;

/// What is wrong with one number.
std::string wrong_with(char const* is, double x) {
    MeaningChecks checks{{{"x", is}}};
    return message_of([&] { checks.require(&x, "a.h5: /tracks", 3); });
}

TEST(MeaningChecks, PassWhatCanBe) {
    for (double const pt : {0.0, 0.5, 7000.0, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_EQ(wrong_with("pt", pt), "");
    }
    EXPECT_EQ(wrong_with("energy", 13999) + wrong_with("mass", -5e-4) + wrong_with("mass", 0), "");
    EXPECT_EQ(wrong_with("eta", -10) + wrong_with("phi", 6.283) + wrong_with("phi", -3.2), "");
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

TEST(MeaningChecks, JudgeTheUnitByTheLargestOfMany) {
    auto const judged = [](char const* is, double largest, std::size_t numbers) {
        MeaningChecks checks{{{"eta", "eta"}, {"x", is}}};
        for (std::size_t n = 0; n < numbers; ++n) {
            double const pair[] = {0.1, largest * static_cast<double>(n + 1) / static_cast<double>(numbers)};
            checks.require(pair, "a.h5: /tracks", n);
        }
        return message_of([&] { checks.judge("a.h5: /tracks"); });
    };
    EXPECT_TRUE(says(judged("pt", 0.2, 100), {"a.h5: /tracks", "largest 'x' of 100 is 0.2 GeV", "unit"}));
    EXPECT_EQ(judged("pt", 0.2, 99) + judged("pt", 0.4, 1000) + judged("mass", 0.2, 1000), "");
}

}  // namespace
}  // namespace jetseq::data
