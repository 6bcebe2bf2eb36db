#include "train/backends/fused_inputs.hpp"

#include <gtest/gtest.h>

#include "tests/train/toy_training.hpp"

namespace jetseq::test {
namespace {

TEST(FusedInputs, AreTheListsOfTheDataInPlace) {
    auto const sequences = toy_sequences(10, 1);
    auto const normalisation = data::normalisation_of(sequences, data::all_indices(sequences), Frame::detector);
    auto const data = train::training_data(sequences, normalisation, Frame::detector, 1);
    auto const events = train::fused_events(data);
    EXPECT_EQ(events.inputs, data.inputs.data());
    EXPECT_EQ(events.offsets, data.offsets.data());
    EXPECT_EQ(events.labels, data.labels.data());
    EXPECT_EQ(events.weights, data.weights.data());
    EXPECT_EQ(events.hashes, data.hashes.data());
}

TEST(FusedInputs, AreTheOtherSequencesAndTheVariablesToo) {
    train::TrainingData data;
    data.others.resize(2);
    data.others[1].inputs.push_back(5), data.others[1].offsets.push_back(0), data.others[1].offsets.push_back(1);
    data.variables.push_back(7);
    auto const others = train::fused_objects(data);
    ASSERT_EQ(others.size(), 2U);
    auto const events = train::fused_events(data, others);
    EXPECT_EQ(events.others, others.data());
    EXPECT_EQ(events.others[1].inputs, data.others[1].inputs.data());
    EXPECT_EQ(events.others[1].offsets, data.others[1].offsets.data());
    EXPECT_EQ(events.variables, data.variables.data());
}

TEST(FusedInputs, HaveTheOptionsOfTheStepThatTheScheduleAsksFor) {
    auto options = toy_options();
    options.beta1 = 0.8, options.beta2 = 0.95, options.weight_decay = 0.01, options.clip = 2;
    options.dropout = 0.25, options.seed = 9, options.learning_rate = 1;
    auto const step = train::fused_step(options, 0.125, 3);
    EXPECT_EQ(step.learning_rate, 0.125);  // of this step, not of the options
    EXPECT_EQ(step.beta1, 0.8);
    EXPECT_EQ(step.beta2, 0.95);
    EXPECT_EQ(step.weight_decay, 0.01);
    EXPECT_EQ(step.clip, 2);
    EXPECT_EQ(step.dropout, 0.25);
    EXPECT_EQ(step.seed, 9U);
    EXPECT_EQ(step.epoch, 3U);
}

}  // namespace
}  // namespace jetseq::test
