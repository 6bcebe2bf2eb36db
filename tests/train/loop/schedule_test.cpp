#include "train/loop/schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq::train {
namespace {

std::vector<EpochRecord> history(std::vector<double> const& validation_losses) {
    std::vector<EpochRecord> records;
    for (double const loss : validation_losses) {
        records.push_back({});
        records.back().validation_loss = loss;
    }
    return records;
}

TEST(Schedule, StaysConstant) {
    TrainOptions const options;
    EXPECT_EQ(learning_rate(options, {}), 0.001);
    EXPECT_EQ(learning_rate(options, history({3, 2, 1})), 0.001);
}

TEST(Schedule, FallsAsHalfACosine) {
    TrainOptions options;
    options.schedule = train::Schedule::cosine;
    options.max_epochs = 4;
    options.final_learning_rate = 0.0002;
    EXPECT_DOUBLE_EQ(learning_rate(options, {}), 0.001);
    EXPECT_NEAR(learning_rate(options, history({1, 1})), 0.0006, 1e-15);  // the middle of 0.001 and 0.0002
}

TEST(Schedule, HalvesOnAPlateau) {
    TrainOptions options;
    options.schedule = train::Schedule::plateau;
    options.plateau_patience = 2;
    EXPECT_EQ(learning_rate(options, history({3, 2, 2})), 0.001);
    EXPECT_EQ(learning_rate(options, history({3, 2, 2, 2})), 0.0005);
    EXPECT_EQ(learning_rate(options, history({3, 2, 2, 2, 1})), 0.0005);
    EXPECT_EQ(learning_rate(options, history({3, 2, 2, 2, 2, 2})), 0.00025);
}

/// By hand from PyTorch's OneCycleLR(max_lr=0.001, total_steps=20, pct_start=0.3, div_factor=25, final_div_factor=0.2):
/// the top at step 0.3 x 20 - 1 = 5, the end at step 19; steps count from 0.
TEST(Schedule, IsPyTorchsOneCycleStepForStep) {
    TrainOptions options;
    options.schedule = train::Schedule::one_cycle;
    options.max_epochs = 10;
    options.final_learning_rate = 0.0002;
    auto const rate_at = [&](int step) {
        std::vector<double> const epochs(static_cast<std::size_t>(step / 2), 1.0);
        return learning_rate(options, history(epochs), {static_cast<std::size_t>(step % 2 + 1), 2});
    };
    EXPECT_DOUBLE_EQ(rate_at(0), 0.00004);
    EXPECT_NEAR(rate_at(2), 0.001 - 0.00048 * (1 + 0.30901699437494742), 1e-15);  // cos(0.4 pi)
    EXPECT_NEAR(rate_at(5), 0.001, 1e-15);
    EXPECT_NEAR(rate_at(12), 0.0006, 1e-15);  // half of the way down
    EXPECT_NEAR(rate_at(19), 0.0002, 1e-15);
}

/// Fewer steps than the rise takes: PyTorch goes to the second phase at once.
TEST(Schedule, OneCycleOfFewSteps) {
    TrainOptions options;
    options.schedule = train::Schedule::one_cycle;
    options.max_epochs = 1;
    options.final_learning_rate = 0.0002;
    EXPECT_NEAR(learning_rate(options, {}, {1, 1}), 0.0002, 1e-15);
    double const done = 0.1 / 2.1;  // of three steps, the first: the top lies at 0.3 x 3 - 1 = -0.1
    EXPECT_NEAR(learning_rate(options, {}, {1, 3}), 0.0002 + 0.0004 * (1 + std::cos(3.14159265358979323846 * done)),
                1e-15);
}

TEST(Schedule, WarmsUpInAStraightLine) {
    TrainOptions options;
    options.warmup_epochs = 2;
    EXPECT_DOUBLE_EQ(learning_rate(options, {}, {1, 2}), 0.00025);
    EXPECT_DOUBLE_EQ(learning_rate(options, history({1}), {1, 2}), 0.00075);
    EXPECT_DOUBLE_EQ(learning_rate(options, history({1, 1}), {1, 10}), 0.001);
    options.warmup_epochs = 0.5;  // within the first epoch
    EXPECT_DOUBLE_EQ(learning_rate(options, {}, {1, 4}), 0.0005);
    EXPECT_DOUBLE_EQ(learning_rate(options, {}, {3, 4}), 0.001);
}

TEST(Schedule, WaitsForTheAverageThatIsToBeFrozen) {
    TrainOptions options;
    options.patience = 2;
    options.average = train::Average::swa;
    auto records = history({1, 2, 3, 4});
    EXPECT_TRUE(is_over(options, records));
    options.freeze_average = true;
    EXPECT_FALSE(is_over(options, records));
    for (double const loss : {3, 4, 5}) records.push_back(records.back()), records.back().average_loss = loss;
    EXPECT_TRUE(is_over(options, records));
    options.freeze_average = false;
    records = history({1, 2, 3});
    records[1].average_loss = 0.9, records[2].average_loss = 0.8;
    EXPECT_FALSE(is_over(options, records));
}

TEST(Schedule, EndsAfterAllEpochsOrWithoutImprovement) {
    TrainOptions options;
    options.max_epochs = 5;
    options.patience = 2;
    EXPECT_FALSE(is_over(options, {}));
    EXPECT_FALSE(is_over(options, history({3, 2, 2})));
    EXPECT_TRUE(is_over(options, history({3, 2, 2, 2})));
    EXPECT_TRUE(is_over(options, history({5, 4, 3, 2, 1})));
    options.patience = 0;
    EXPECT_FALSE(is_over(options, history({3, 2, 2, 2})));
}

TEST(Schedule, CountsTheLowerLossOfWeightsAndAverage) {
    TrainOptions options;
    EpochRecord record;
    record.validation_loss = 0.5;
    EXPECT_EQ(loss_that_counts(options, record), 0.5);
    record.average_loss = 0.4;
    EXPECT_EQ(loss_that_counts(options, record), 0.4);
    record.average_loss = 0.6;
    EXPECT_EQ(loss_that_counts(options, record), 0.5);
    options.freeze_average = true;  // whatever the others are
    EXPECT_EQ(loss_that_counts(options, record), 0.6);
    record.average_loss = std::nan("");
    EXPECT_TRUE(std::isinf(loss_that_counts(options, record)));
}

}  // namespace
}  // namespace jetseq::train
