#include "data/sequences/split.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

using test::toy_sequences;

using Key = std::pair<std::int32_t, std::uint64_t>;

Key key_of(EventInfo const& info) { return {info.sample_id, info.event_number}; }

/// The part in which `parts` holds each event.
std::map<Key, std::size_t> part_by_key(Sequences const& sequences) {
    auto const parts = split(sequences);
    std::map<Key, std::size_t> result;
    for (std::size_t part = 0; part < 3; ++part) {
        for (std::size_t const n : parts[part]) {
            auto const [place, is_new] = result.emplace(key_of(sequences.events[n]), part);
            EXPECT_EQ(place->second, part) << "event " << place->first.second << " stands in two parts";
        }
    }
    return result;
}

TEST(Split, TakesEachEventOnce) {
    auto const sequences = toy_sequences(1000, 1);
    auto const parts = split(sequences);
    std::vector<std::size_t> all;
    for (auto const& part : parts) {
        EXPECT_TRUE(std::is_sorted(part.begin(), part.end()));
        all.insert(all.end(), part.begin(), part.end());
    }
    std::sort(all.begin(), all.end());
    std::vector<std::size_t> expected(1000);
    std::iota(expected.begin(), expected.end(), std::size_t{0});
    EXPECT_EQ(all, expected);
}

TEST(Split, Is56To14To30WithinItsStatisticalError) {
    std::array<int, 3> counts{};
    for (std::uint64_t number = 0; number < 100'000; ++number) ++counts[static_cast<std::size_t>(part_of(3, number))];
    EXPECT_NEAR(counts[0], 56'000, 4 * 157);  // sqrt(100000 * 0.56 * 0.44) = 157
    EXPECT_NEAR(counts[1], 14'000, 4 * 110);  // sqrt(100000 * 0.14 * 0.86) = 110
    EXPECT_NEAR(counts[2], 30'000, 4 * 145);  // sqrt(100000 * 0.30 * 0.70) = 145
}

TEST(Split, OfOneSampleSaysNothingOfAnother) {  // the same numbers in two samples: independent parts
    int both_train = 0;
    for (std::uint64_t number = 0; number < 100'000; ++number) {
        both_train += part_of(1, number) == Part::train && part_of(2, number) == Part::train;
    }
    EXPECT_NEAR(both_train, 31'360, 4 * 147);  // 0.56^2; sqrt(100000 * 0.3136 * 0.6864) = 147
}

TEST(Split, NeverPutsOneEventInTwoParts) {  // an event may stand in several files, as in nominal and varied samples
    auto sequences = toy_sequences(2000, 1);
    sequences.add(toy_sequences(3000, 1));
    sequences.add(toy_sequences(500, 2));
    EXPECT_EQ(part_by_key(sequences).size(), 3500);
}

TEST(Split, StaysTheSameWhenRowsAreReordered) {
    auto const sequences = toy_sequences(1000, 1);
    std::vector<std::size_t> order(1000);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random random{1};
    shuffle(order, random);
    EXPECT_EQ(part_by_key(reordered(sequences, order)), part_by_key(sequences));
}

TEST(Split, StaysTheSameWhenFilesAreAdded) {
    auto const before = toy_sequences(1000, 1);
    auto more = toy_sequences(1000, 2);
    more.add(before);
    auto const parts = part_by_key(more);
    for (auto const& [key, part] : part_by_key(before)) EXPECT_EQ(parts.at(key), part);
}

TEST(Split, NeverChanges) {  // worked out in Python; a change would put old test events into the training
    EXPECT_EQ(event_hash(1, 1), 16860738450190168606ULL);
    EXPECT_EQ(event_hash(-1, 1), 13454248463650051962ULL);
    EXPECT_EQ(event_hash(300001, 123456789), 16934961845864155858ULL);
    EXPECT_EQ(part_of(1, 4), Part::train);  // hash % 100 is 55, 56, 69, 70: the edges
    EXPECT_EQ(part_of(1, 12), Part::validation);
    EXPECT_EQ(part_of(1, 276), Part::validation);
    EXPECT_EQ(part_of(1, 27), Part::test);
}

}  // namespace
}  // namespace jetseq::data
