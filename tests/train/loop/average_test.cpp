#include "train/loop/average.hpp"

#include <gtest/gtest.h>

#include "core/io/read_file.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/train/toy_training.hpp"

namespace jetseq::test {
namespace {

/// A backend with one weight, which the test sets.
struct OneWeight : train::Backend {
    float weight = 0;
    double learn(data::Batch const&, double, int) override { return 0; }
    std::vector<float> logits(data::Batch const&) override { return {}; }
    train::OptimiserState state() const override { return {{weight}, {0}, {0}, 0}; }
    void restore(train::OptimiserState const& state) override { weight = state.parameters[0]; }
    std::string name() const override { return "by hand"; }
};

TEST(Average, KeepsAFractionOfTheMeanAtEachStep) {
    train::TrainOptions options;
    options.average = train::Average::ema;
    options.average_decay = 0.5;
    train::AveragedWeights average;
    OneWeight backend;
    for (float const weight : {1.0F, 12.0F, 0.0F}) backend.weight = weight, add_step(average, options, backend);
    EXPECT_DOUBLE_EQ(average.values.at(0), (1 * 1 + 2 * 12 + 4 * 0) / 7.0);  // each step counts twice the one before
    EXPECT_EQ(average.count, 3);
}

/// Of two steps with weights 0 and 1 the second counts (1 - decay) / (1 - decay^2) = 1 / (1 + decay).
TEST(Average, DependsOnTheDecayFromTheSecondStepOn) {
    for (double const decay : {0.0, 0.9, 0.98, 0.999, 0.999999}) {
        train::TrainOptions options;
        options.average = train::Average::ema;
        options.average_decay = decay;
        train::AveragedWeights average;
        OneWeight backend;
        for (float const weight : {0.0F, 1.0F}) backend.weight = weight, add_step(average, options, backend);
        EXPECT_NEAR(average.values.at(0), 1 / (1 + decay), 1e-9) << decay;
    }
}

TEST(Average, IsThePlainMeanOfTheLastEpochs) {
    train::TrainOptions options;
    options.average = train::Average::swa;
    options.max_epochs = 8;
    options.average_from = 0.5;
    train::AveragedWeights average;
    OneWeight backend;
    for (int epoch = 1; epoch <= 8; ++epoch) {
        backend.weight = static_cast<float>(epoch * epoch);
        add_step(average, options, backend), add_epoch(average, options, epoch, backend);
        EXPECT_EQ(average.count, std::max(epoch - 4, 0));
    }
    EXPECT_DOUBLE_EQ(average.values.at(0), (25 + 36 + 49 + 64) / 4.0);
}

struct Averaged : testing::TestWithParam<train::Average> {
    TemporaryFolder folder;
    data::Sequences const sequences = toy_sequences(1000, 1);
    train::TrainOptions options = toy_options();
    Averaged() { options.average = GetParam(), options.average_decay = 0.9, options.average_from = 0.5; }
    train::TrainResult train_in(std::string const& name, train::TrainHooks const& hooks = toy_hooks()) {
        return train::train(sequences, options, folder / name, "toy", hooks);
    }
};

TEST_P(Averaged, DoesNotChangeTheTraining) {
    auto const with = train_in("with").history;
    options.average = train::Average::none;
    auto const without = train_in("without").history;
    ASSERT_EQ(with.size(), without.size());
    for (std::size_t n = 0; n < with.size(); ++n) EXPECT_EQ(with[n].validation_loss, without[n].validation_loss);
    EXPECT_TRUE(std::isnan(without.back().average_loss));
    EXPECT_NE(with.back().average_loss, with.back().validation_loss);
}

TEST_P(Averaged, FreezesWhatIsBetter) {
    options.learning_rate = 0.1;  // the weights jump about: their mean is better
    options.max_epochs = 8;
    auto const result = train_in("run");
    auto const& best = result.history.at(static_cast<std::size_t>(result.best_epoch - 1));
    for (auto const& record : result.history) {
        for (double const loss : {record.validation_loss, record.average_loss}) {
            if (std::isnan(loss)) continue;
            EXPECT_LE(std::min(best.validation_loss, best.average_loss), loss);
        }
    }
    EXPECT_LT(best.average_loss, best.validation_loss);
    options.freeze_average = true;
    EXPECT_EQ(train::parameters_of(train_in("asked").model), train::parameters_of(result.model));
    std::string const table = read_file(folder / "run/metrics.csv");
    EXPECT_NE(table.find("average_loss,average_auc\n"), std::string::npos);
}

/// 9 batches an epoch: in the first epoch, at an epoch's end, between two epochs that count, in the last one.
TEST_P(Averaged, ResumesToTheSameBytes) {
    options.freeze_average = true;
    options.weight_decay = 0.1, options.clip = 0.2, options.warmup_epochs = 1.5,
    options.schedule = train::Schedule::one_cycle;
    auto const whole = to_json(train_in("whole").model);
    for (int const batches : {4, 9, 20, 31}) {
        auto const name = "after " + std::to_string(batches);
        ASSERT_FALSE(train_in(name, hooks_that_stop_after(batches)).finished);
        EXPECT_EQ(to_json(train_in(name).model), whole) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Of, Averaged, testing::Values(train::Average::ema, train::Average::swa));

TEST(Average, CanOnlyBeFrozenIfItExists) {
    train::TrainOptions options;
    options.freeze_average = true;
    EXPECT_TRUE(says(message_of([&] { train::check(options); }), {"train.freeze", "train.average"}));
}

}  // namespace
}  // namespace jetseq::test
