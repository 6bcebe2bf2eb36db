#include "jetseq/train/schedule.hpp"

#include <gtest/gtest.h>

namespace jetseq {
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
    options.schedule = Schedule::cosine;
    options.max_epochs = 4;
    options.final_learning_rate = 0.0002;
    EXPECT_DOUBLE_EQ(learning_rate(options, {}), 0.001);
    EXPECT_NEAR(learning_rate(options, history({1, 1})), 0.0006, 1e-15);  // the middle of 0.001 and 0.0002
}

TEST(Schedule, HalvesOnAPlateau) {
    TrainOptions options;
    options.schedule = Schedule::plateau;
    options.plateau_patience = 2;
    EXPECT_EQ(learning_rate(options, history({3, 2, 2})), 0.001);
    EXPECT_EQ(learning_rate(options, history({3, 2, 2, 2})), 0.0005);
    EXPECT_EQ(learning_rate(options, history({3, 2, 2, 2, 1})), 0.0005);
    EXPECT_EQ(learning_rate(options, history({3, 2, 2, 2, 2, 2})), 0.00025);
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

}  // namespace
}  // namespace jetseq
