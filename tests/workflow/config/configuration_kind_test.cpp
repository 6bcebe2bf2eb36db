#include "workflow/config/configuration_kind.hpp"

#include <gtest/gtest.h>

#include "workflow/config/key_tables.hpp"

namespace jetseq::workflow {
namespace {

TEST(ConfigurationKind, IsToldByTheKeys) {
    EXPECT_TRUE(is_configuration_of_training("name: vbf\ntrain: {seed: 1}\n"));
    EXPECT_FALSE(is_configuration_of_training("name: vbf\n"));
    EXPECT_FALSE(is_configuration_of_training("train: {seed: 1}\nother: 1\n"));
    EXPECT_FALSE(is_configuration_of_fit("train: {seed: 1}\n"));
    EXPECT_FALSE(is_configuration_of_fit("[1"));
}

TEST(ConfigurationKind, NamesTheCommandThatReadsIt) {
    auto const root = YAML::Load("network: {cells: 4}\ntrain: {seed: 1}\n");
    EXPECT_EQ(command_of(root, selection_keys()), "train");
    EXPECT_EQ(command_of(root, training_keys()), "");
    EXPECT_EQ(command_of(YAML::Load("{tree: t, events: {}, jets: {}}"), training_keys()), "convert");
}

TEST(Keys, AreFoundByTheirLastName) {
    EXPECT_EQ(name_ending_as(training_keys(), "cells"), "network.cells");
    EXPECT_EQ(name_ending_as(training_keys(), "none"), "");
}

}  // namespace
}  // namespace jetseq::workflow
