#include "data/sequences/batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

/// The odd events of 1000: a part of the data.
std::vector<std::size_t> odd_events() {
    std::vector<std::size_t> indices;
    for (std::size_t n = 1; n < 1000; n += 2) indices.push_back(n);
    return indices;
}

std::vector<std::size_t> events_of(std::vector<Batch> const& batches) {
    std::vector<std::size_t> all;
    for (auto const& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
    return all;
}

std::vector<std::size_t> sorted(std::vector<std::size_t> indices) {
    std::sort(indices.begin(), indices.end());
    return indices;
}

class RandomBatches : public testing::Test {
protected:
    std::vector<Batch> drawn(std::uint64_t seed, std::uint64_t epoch) const {
        return random_batches(sequences_, odd_events(), 64, seed, epoch);
    }
    Sequences sequences_ = test::toy_sequences(1000, 1);
};

TEST_F(RandomBatches, HoldEveryEventOfThePartOncePerEpoch) {
    for (std::uint64_t epoch = 0; epoch < 3; ++epoch) EXPECT_EQ(sorted(events_of(drawn(1, epoch))), odd_events());
}

TEST_F(RandomBatches, AreFullButTheLast) {  // 500 = 7 * 64 + 52
    auto const batches = drawn(1, 0);
    ASSERT_EQ(batches.size(), 8);
    for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(batches[i].size(), 64);
    EXPECT_EQ(batches[7].size(), 52);
}

TEST_F(RandomBatches, HaveTheLongestSequenceFirst) {
    for (auto const& batch : drawn(1, 0)) {
        EXPECT_TRUE(std::is_sorted(batch.begin(), batch.end(), [&](std::size_t a, std::size_t b) {
            return sequences_.length(a) > sequences_.length(b);
        }));
    }
}

TEST_F(RandomBatches, DependOnSeedAndEpochOnly) {
    EXPECT_EQ(drawn(1, 5), drawn(1, 5));
    EXPECT_NE(drawn(1, 5), drawn(1, 6));
    EXPECT_NE(drawn(1, 5), drawn(2, 5));
}

TEST_F(RandomBatches, MixTheEventsBetweenBatches) {  // not only the order inside: the sums change too
    EXPECT_NE(sorted(drawn(1, 0)[0]), sorted(drawn(1, 1)[0]));
}

TEST_F(RandomBatches, OfNoEventsAreNone) { EXPECT_TRUE(random_batches(sequences_, {}, 64, 1, 0).empty()); }

TEST_F(RandomBatches, MayBeLargerThanThePart) {
    auto const batches = random_batches(sequences_, odd_events(), 10'000, 1, 0);
    ASSERT_EQ(batches.size(), 1);
    EXPECT_EQ(sorted(batches[0]), odd_events());
}

TEST_F(RandomBatches, ByLengthHoldEveryEventOnceInFallingLength) {
    auto const batches = batches_by_length(sequences_, odd_events(), 64);
    auto const all = events_of(batches);
    EXPECT_EQ(batches.size(), 8);
    EXPECT_EQ(sorted(all), odd_events());
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(sequences_.length(all[i]), sequences_.length(all[i - 1]));
}

TEST(BatchesByLength, CountTheObjectsThatANetworkReads) {
    Sequences sequences = test::toy_sequences(3, 1);
    sequences.objects.resize(2);
    sequences.objects[0].choice = {"tracks", {"d0"}};
    float const numbers[] = {1, 2, 3};
    for (std::size_t const count : {1, 3, 2}) sequences.objects[0].add(numbers, count);
    EXPECT_EQ(sequences.read_length(1), 3U);
    EXPECT_EQ(batches_by_length(sequences, {0, 1, 2}, 3)[0], (Batch{1, 2, 0}));
    sequences.objects.clear();
    EXPECT_EQ(sequences.read_length(1), sequences.length(1));
}

}  // namespace
}  // namespace jetseq::data
