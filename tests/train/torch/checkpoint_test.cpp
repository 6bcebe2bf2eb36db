#include "train/torch/checkpoint.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::test {
namespace {

train::TrainState some_state() {
    train::TrainState state;
    state.epoch = 3, state.batch = 7, state.loss_sum = 0.1, state.weight_sum = 64, state.seconds = 1.5;
    state.history = {{1, 0.001, 0.5, 0.4, 0.75, 2, 1000}, {2, 0.001, 0.25, std::nan(""), 0.8, 2, 1000, 0.125, 0.5}};
    state.best_epoch = 2, state.best_parameters = {1, 2, 3};
    state.average = {{0.1, 0.2, 0.3}, 5};
    return state;
}

TEST(Checkpoint, HoldsAllThatATrainingNeedsToResume) {
    TemporaryFolder const folder;
    train::OptimiserState const optimiser{{1, 2, 3}, {0.1F, 0.2F, 0.3F}, {4, 5, 6}, 12, {7, 8}};
    write_checkpoint(folder / "a.pt", "fingerprint", some_state(), optimiser);
    train::TrainState state;
    auto const found = train::read_checkpoint(folder / "a.pt", read_file(folder / "a.pt"), "fingerprint", state);
    EXPECT_EQ(found.parameters, optimiser.parameters);
    EXPECT_EQ(found.moment1, optimiser.moment1);
    EXPECT_EQ(found.moment2, optimiser.moment2);
    EXPECT_EQ(found.steps, 12);
    EXPECT_EQ(found.bias_pairs, optimiser.bias_pairs);
    EXPECT_EQ(state.epoch, 3);
    EXPECT_EQ(state.batch, 7U);
    EXPECT_EQ(state.loss_sum, 0.1);
    EXPECT_EQ(state.weight_sum, 64);
    EXPECT_EQ(state.best_epoch, 2);
    EXPECT_EQ(state.best_parameters, (std::vector<float>{1, 2, 3}));
    EXPECT_EQ(state.average.values, (std::vector<double>{0.1, 0.2, 0.3}));
    EXPECT_EQ(state.average.count, 5);
    ASSERT_EQ(state.history.size(), 2U);
    EXPECT_EQ(state.history[1].average_loss, 0.125);
    EXPECT_TRUE(std::isnan(state.history[1].validation_loss));
    EXPECT_EQ(state.history[0].events_per_second, 1000);
}

TEST(Checkpoint, BelongsToOneTrainingAndIsWhole) {
    TemporaryFolder const folder;
    write_checkpoint(folder / "a.pt", "fingerprint", some_state(), {});
    train::require_checkpoint_of(folder / "a.pt", "fingerprint");
    EXPECT_TRUE(says(message_of([&] { train::require_checkpoint_of(folder / "a.pt", "another"); }),
                     {"a.pt belongs to another training"}));
    write_file(folder / "b.pt", "no archive");
    EXPECT_TRUE(says(message_of([&] { train::require_checkpoint_of(folder / "b.pt", "fingerprint"); }),
                     {"b.pt (damaged, or not a checkpoint"}));
    train::TrainState state;
    auto flipped = read_file(folder / "a.pt");
    flipped[100] ^= 1;
    EXPECT_TRUE(says(message_of([&] { train::read_checkpoint("a.pt", flipped, "fingerprint", state); }),
                     {"its checksum is not that of its content"}));
}

}  // namespace
}  // namespace jetseq::test
