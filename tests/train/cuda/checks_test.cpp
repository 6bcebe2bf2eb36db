#include "train/cuda/checks.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace jetseq::test {
namespace {

std::string const nothing = "(nothing was thrown)";

TEST(DeviceChecks, AcceptABatchOfExistingEvents) {
    EXPECT_EQ(message_of([] { train::cuda::check_batch({6, 0, 6}, 7); }), nothing);
    EXPECT_EQ(message_of([] { train::cuda::check_work({}, 7); }), nothing);
    EXPECT_EQ(message_of([] { train::cuda::check_work({{{6}, {0, 1}}, {{}, {}}}, 7); }), nothing);
}

TEST(DeviceChecks, RefuseAnEventThatDoesNotExist) {
    EXPECT_TRUE(says(message_of([] { train::cuda::check_batch({0, 7}, 7); }), {"event 7", "7 events"}));
    EXPECT_TRUE(says(message_of([] { train::cuda::check_work({{{1}, {0, 9}}, {{}, {}}}, 7); }), {"event 9"}));
    EXPECT_TRUE(says(message_of([] { train::cuda::check_events({0}, 0); }), {"event 0", "0 events"}));
}

/// Scoring no events gives no scores; a step without events would write NaN.
TEST(DeviceChecks, RefuseToLearnFromAnEmptyBatchOnly) {
    EXPECT_TRUE(says(message_of([] { train::cuda::check_work({{{1}, {}}, {{}, {}}}, 7); }), {"empty"}));
    EXPECT_EQ(message_of([] { train::cuda::check_events({}, 7); }), nothing);
}

TEST(DeviceChecks, RefuseBatchesWithoutAStepAndStepsWithoutABatch) {
    EXPECT_TRUE(says(message_of([] { train::cuda::check_work({{{1}, {2}}, {{}}}, 7); }), {"2 batches and 1 steps"}));
    EXPECT_TRUE(says(message_of([] { train::cuda::check_work({{}, {{}}}, 7); }), {"0 batches and 1 steps"}));
}

TEST(DeviceChecks, RefuseParametersOfAnotherNetwork) {
    EXPECT_EQ(message_of([] { train::cuda::check_parameters({1, 2}, 2); }), nothing);
    EXPECT_TRUE(says(message_of([] { train::cuda::check_parameters({1}, 2); }), {"1 parameters", "has 2"}));
}

TEST(DeviceChecks, RefuseOffsetsThatFall) {
    std::uint64_t const offsets[] = {3, 3, 5, 4};
    EXPECT_EQ(message_of([&] { train::cuda::check_offsets(offsets, 2); }), nothing);
    EXPECT_TRUE(says(message_of([&] { train::cuda::check_offsets(offsets, 3); }), {"event 2", "5 and 4"}));
}

}  // namespace
}  // namespace jetseq::test
