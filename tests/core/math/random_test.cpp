#include "core/math/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace jetseq {
namespace {

constexpr double chi2_of_9_at_one_per_mille = 27.88;

double chi2(std::array<double, 10> const& counts, double expected) {
    double sum = 0;
    for (double const count : counts) sum += (count - expected) * (count - expected) / expected;
    return sum;
}

TEST(Random, ScramblesAsSplitMix64) {  // the first two outputs of the reference code for seeds 0 and 1234567
    EXPECT_EQ(scrambled(0), 0xe220a8397b1dcdafULL);
    EXPECT_EQ(scrambled(0x9e3779b97f4a7c15ULL), 0x6e789e6aa1b965f4ULL);
    EXPECT_EQ(scrambled(1234567), 6457827717110365317ULL);
    EXPECT_EQ(scrambled(1234567 + 0x9e3779b97f4a7c15ULL), 3203168211198807973ULL);
}

TEST(Random, KeepsItsFirstValues) {  // what a seed gives is part of every recorded result
    Random random{42};
    EXPECT_EQ(random.bits(), 0xe92e933b2a777069ULL);
    EXPECT_EQ(random.bits(), 0x91e4377e261f1068ULL);
    EXPECT_EQ((Random{42, 1}.bits()), 0x76186bdfdfdddb9aULL);
}

TEST(Random, OtherSeedsAndStreamsGiveOtherNumbers) {
    EXPECT_NE(Random{1}.bits(), Random{2}.bits());
    EXPECT_NE((Random{1, 0}.bits()), (Random{1, 1}.bits()));
    EXPECT_NE((Random{1, 2}.bits()), (Random{2, 1}.bits()));
}

TEST(Random, UniformFillsTheUnitInterval) {
    Random random{3};
    std::array<double, 10> counts{};
    for (int n = 0; n < 100'000; ++n) {
        double const x = random.uniform();
        ASSERT_GE(x, 0);
        ASSERT_LT(x, 1);
        ++counts[static_cast<std::size_t>(10 * x)];
    }
    EXPECT_LT(chi2(counts, 10'000), chi2_of_9_at_one_per_mille);
}

TEST(Random, BelowIsUniform) {
    Random random{4};
    std::array<double, 10> counts{};
    for (int n = 0; n < 100'000; ++n) {
        auto const draw = random.below(10);
        ASSERT_LT(draw, 10);
        ++counts[draw];
    }
    EXPECT_LT(chi2(counts, 10'000), chi2_of_9_at_one_per_mille);
}

TEST(Random, BelowIsUnbiasedIfTheCountDoesNotDivideTheRange) {
    Random random{5};
    constexpr std::uint64_t quarter = 1ULL << 62;
    int first_third = 0;
    for (int n = 0; n < 30'000; ++n) first_third += random.below(3 * quarter) < quarter;
    EXPECT_NEAR(first_third, 10'000, 4 * 82);  // sqrt(30000 * 1/3 * 2/3) = 82; 15000 if the remainder alone were taken
}

TEST(Random, BelowOneIsZero) { EXPECT_EQ(Random{6}.below(1), 0); }

TEST(Random, ShuffleKeepsEveryItemAndFollowsTheSeed) {
    std::vector<int> sorted(100), a, b, c;
    std::iota(sorted.begin(), sorted.end(), 0);
    a = b = c = sorted;
    Random first{7}, again{7}, other{8};
    shuffle(a, first), shuffle(b, again), shuffle(c, other);
    EXPECT_EQ(a, b);
    EXPECT_NE(a, c);
    EXPECT_NE(a, sorted);
    std::sort(a.begin(), a.end());
    EXPECT_EQ(a, sorted);
}

TEST(Random, ShuffleGivesEachOrderTheSameChance) {
    Random random{9};
    std::array<int, 6> counts{};
    for (int n = 0; n < 60'000; ++n) {
        std::vector<int> items{0, 1, 2};
        shuffle(items, random);
        ++counts.at(static_cast<std::size_t>(items[0]) * 2 + (items[1] > items[2] ? 1 : 0));
    }
    for (int const count : counts) EXPECT_NEAR(count, 10'000, 4 * 91);  // sqrt(60000 * 1/6 * 5/6) = 91
}

TEST(Random, ShuffleLeavesEmptyAndSingleListsAlone) {
    Random random{1};
    std::vector<int> none, one{5};
    shuffle(none, random), shuffle(one, random);
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(one, std::vector<int>{5});
}

}  // namespace
}  // namespace jetseq
