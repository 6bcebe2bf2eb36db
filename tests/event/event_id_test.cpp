#include "event/event_id.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace jetseq {
namespace {

TEST(EventId, HasAHashThatNeverChanges) {  // worked out in Python; see also Split.NeverChanges
    EXPECT_EQ(event_hash(1, 2), 16171810823986729605ULL);
    EXPECT_EQ(event_hash(2, 1), 13608149317741381227ULL);
    EXPECT_EQ(event_hash(-1, 1), 13454248463650051962ULL);
}

TEST(EventId, BelongsToTheFoldOfItsHash) {
    EXPECT_EQ(fold_of({1, 1}, 2), 0);
    EXPECT_EQ(fold_of({1, 2}, 2), 1);
    EXPECT_EQ(fold_of({1, 4}, 3), 2);
    EXPECT_EQ(fold_of({300001, 123456789}, 5), 3);
    EXPECT_EQ(fold_of({7, 7}, 1), 0);
}

TEST(EventId, FillsAllFoldsAlike) {
    std::vector<int> events(5);
    for (std::uint64_t number = 0; number < 100'000; ++number) ++events[fold_of({3, number}, 5)];
    for (int const count : events) EXPECT_NEAR(count, 20'000, 4 * 126);  // sqrt(100000 * 0.2 * 0.8) = 126
}

TEST(EventId, IsReadFromColumns) {
    std::int32_t const samples[] = {1, 2};
    std::uint64_t const numbers[] = {10, 20};
    EventId const second = EventIds{samples, numbers}[1];
    EXPECT_EQ(second.sample_id, 2);
    EXPECT_EQ(second.event_number, 20);
}

}  // namespace
}  // namespace jetseq
