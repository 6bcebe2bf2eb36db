#include "data/sequences/column.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <numeric>

#include "core/error.hpp"
#include "data/sequences/batches.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::test {
namespace {

data::Column<std::uint64_t> first_numbers(std::size_t count) {
    data::Column<std::uint64_t> column;
    for (std::size_t n = 0; n < count; ++n) column.push_back(n);
    return column;
}

TEST(Column, KeepsWhatItIsGiven) {
    auto const column = first_numbers(1000);
    ASSERT_EQ(column.size(), 1000U);
    EXPECT_EQ(std::accumulate(column.begin(), column.end(), std::uint64_t{0}), 999U * 1000 / 2);
}

TEST(Column, TakesAValueOfItsOwn) {
    data::Column<int> column{7};
    for (int n = 0; n < 100; ++n) column.push_back(column[0]);
    EXPECT_EQ(column.back(), 7);
}

TEST(Column, HoldsTheSameValuesInAFileAndKeepsGrowing) {
    TemporaryFolder const folder;
    auto column = first_numbers(1000);
    column.move_to_file(folder / "run");
    EXPECT_TRUE(column.in_file());
    EXPECT_EQ(column, first_numbers(1000));
    for (std::size_t n = 1000; n < 100000; ++n) column.push_back(n);
    EXPECT_EQ(column, first_numbers(100000));
}

TEST(Column, LeavesNoFileBehind) {
    TemporaryFolder const folder;
    auto column = first_numbers(10);
    column.move_to_file(folder / "run");
    EXPECT_TRUE(std::filesystem::is_empty(folder / "run"));  // nameless from the beginning: nothing is left by a crash
}

TEST(Column, CopiesIntoMemory) {
    TemporaryFolder const folder;
    auto column = first_numbers(10);
    column.move_to_file(folder / "run");
    auto copy = column;
    column[0] = 99;
    EXPECT_FALSE(copy.in_file());
    EXPECT_EQ(copy, first_numbers(10));
}

TEST(Column, NamesTheFolderThatHasNoRoom) {
    auto column = first_numbers(10);
    auto const message = message_of([&] { column.move_to_file("/proc/nowhere"); });
    EXPECT_TRUE(says(message, {"can't keep events in /proc/nowhere"}));
    EXPECT_EQ(column, first_numbers(10));
}

TEST(Sequences, BeyondTheLimitLieInAFileAndAreTheSame) {
    TemporaryFolder const folder;
    auto const sequences = toy_sequences(5000, 1);
    write_sequences(folder / "toy.h5", sequences, {});
    data::Sequences read;
    data::read_sequences(folder / "toy.h5", {}, {1000, folder / "run"}, read);
    EXPECT_TRUE(read.in_file());
    ASSERT_EQ(read.offsets, sequences.offsets);
    for (std::size_t k = 0; k < sequences.jets.size(); ++k) ASSERT_EQ(read.jets[k].pt, sequences.jets[k].pt);
}

TEST(RandomBatchesOfPools, HoldEachEventOnce) {
    auto const sequences = toy_sequences(20000, 1);
    auto const all = all_indices(sequences);
    std::vector<int> seen(all.size(), 0);
    std::size_t blocks_apart = 0;
    for (auto const& batch : random_batches(sequences, all, 100, 1, 1, 8192)) {
        for (std::size_t const n : batch) ++seen[n], blocks_apart += n / 4096 != batch[0] / 4096;
    }
    for (int const times : seen) ASSERT_EQ(times, 1);
    EXPECT_GT(blocks_apart,
              5000U);  // a pool has two blocks: about half of the events are of another one than the first
}

TEST(Column, KeepsItsValuesWhereverItGrows) {
    TemporaryFolder const folder;
    for (bool const in_file : {false, true}) {
        data::Column<int> column{1, 2};
        if (in_file) column.move_to_file(folder / "run");
        column.reserve(1000);
        EXPECT_EQ(column, (data::Column<int>{1, 2}));
        auto const* const before = column.data();
        int const more[] = {3, 4, 5};
        column.append(more, 3);
        column.append(nullptr, 0);
        EXPECT_EQ(column.data(), before);  // there was room
        EXPECT_EQ(column, (data::Column<int>{1, 2, 3, 4, 5}));
    }
}

TEST(Storage, HasRoomForAtLeastWhatIsAskedFor) {
    jetseq::data::Storage storage;
    EXPECT_EQ(storage.capacity(), 0U);
    storage.reserve(100);
    EXPECT_GE(storage.capacity(), 100U);
    auto const before = storage.capacity();
    storage.reserve(10);
    EXPECT_EQ(storage.capacity(), before);
}

}  // namespace
}  // namespace jetseq::test
