#include "train/cuda/room.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace jetseq::test {
namespace {

constexpr std::size_t mib = std::size_t{1} << 20, gib = std::size_t{1} << 30;
train::cuda::Shape const shape = train::cuda::shape_of({});  // 2 layers of 25 cells on 4 inputs
train::cuda::BlockRoom const no_room{};

/// By hand, for 4 events: operands of 30 + 51 floats a step and once more, 6 x 2 x 25 states, a mask of 4 bytes for
/// each layer.
TEST(DeviceRoom, OfAHistoryIsItsOperandsStatesAndMasks) {
    EXPECT_EQ(train::cuda::Memory<4>::history_floats(shape, 1), 4U * (2 * 81 + 300) + 8);
    EXPECT_EQ(train::cuda::Memory<4>::history_floats(shape, 10'000), 4U * (10'001 * 81 + 10'000 * 300) + 80'000);
    EXPECT_EQ(train::cuda::Memory<8>::history_floats(shape, 10'000),
              2 * train::cuda::Memory<4>::history_floats(shape, 10'000));
}

TEST(DeviceRoom, OfAHistoryDoesNotOverflow) {
    auto const of_one = train::cuda::Memory<8>::history_floats(shape, 1'000'001) -
                        train::cuda::Memory<8>::history_floats(shape, 1'000'000);
    EXPECT_GT(train::cuda::Memory<8>::history_floats(shape, 1'000'000), std::size_t{1} << 31);
    EXPECT_EQ(train::cuda::Memory<8>::history_floats(shape, 1'000'000'000'000),
              of_one * 1'000'000'000'000 + std::size_t{8 * 81});
}

TEST(DeviceRoom, HoldsAsManyStepsAsFitIntoABlock) {
    auto const bytes_of = [](std::size_t steps) {
        auto const fixed = static_cast<std::size_t>(train::cuda::fixed_floats<4>(shape));
        return (fixed + train::cuda::Memory<4>::history_floats(shape, steps)) * sizeof(float);
    };
    for (std::size_t const longest : {std::size_t{5}, std::size_t{6}, std::size_t{10'000}, std::size_t{1} << 40}) {
        auto const room = train::cuda::block_room<4>(shape, bytes_of(6) - 1, longest);
        EXPECT_EQ(room.steps, 5);
        EXPECT_EQ(room.bytes, bytes_of(5));
    }
    EXPECT_EQ(train::cuda::block_room<4>(shape, bytes_of(6), 6).steps, 6);
    EXPECT_TRUE(says(message_of([] { train::cuda::block_room<4>(shape, 30'000, 6); }), {"shared memory", "of 30000"}));
}

TEST(DeviceRoom, NeedsNoGlobalMemoryIfABlockHasRoom) {
    auto const spare = train::cuda::spare_room<4>(shape, {20, 0}, 20, 132, 0);
    EXPECT_EQ(spare.floats, 0U);
    EXPECT_EQ(spare.blocks, 132);
}

/// 58 MiB for each of 132 blocks that train, 117 MiB for each of 528 that score.
TEST(DeviceRoom, GivesFewerBlocksAHistoryIfAnEventHas10000Jets) {
    EXPECT_EQ(train::cuda::spare_room<4>(shape, no_room, 10'000, 132, 80 * gib).blocks, 132);
    EXPECT_EQ(train::cuda::spare_room<4>(shape, no_room, 10'000, 132, 8 * gib).blocks, 35);
    EXPECT_EQ(train::cuda::spare_room<8>(shape, no_room, 10'000, 528, 80 * gib).blocks, 175);
    for (std::size_t const free : {std::size_t{0}, gib, 8 * gib, 80 * gib, 141 * gib}) {
        auto const spare = train::cuda::spare_room<8>(shape, no_room, 10'000, 528, free);
        EXPECT_LE(spare.floats * sizeof(float) * static_cast<std::size_t>(spare.blocks), free / 4);
    }
}

TEST(DeviceRoom, SaysWhichEventIsTooLong) {
    auto const ask = [](std::size_t jets, std::size_t free) {
        return message_of([&] { train::cuda::needed_spare_room<8>(shape, no_room, jets, 528, free); });
    };
    EXPECT_TRUE(says(ask(10'000, 400 * mib), {"10000 jets", "116 MiB", "at most 100 "}));
    EXPECT_TRUE(says(ask(1'000'000, 1000 * gib), {"1000000 jets", "at most 4096 "}));  // beyond int
    EXPECT_EQ(ask(10'000, 8 * gib), "(nothing was thrown)");
}

TEST(DeviceRoom, IsThereForTrainingOnlyIfScoringHasSomeToo) {
    EXPECT_TRUE(train::cuda::histories_fit(shape, 20, 10 * mib));
    EXPECT_TRUE(train::cuda::histories_fit(shape, 10'000, gib));
    EXPECT_FALSE(train::cuda::histories_fit(shape, 10'000, 500 * mib));
    EXPECT_FALSE(train::cuda::histories_fit(shape, 1'000'000, 1000 * gib));
    EXPECT_FALSE(train::cuda::histories_fit(shape, 1, 0));
}

}  // namespace
}  // namespace jetseq::test
