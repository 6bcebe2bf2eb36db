#include "workflow/config/regression_target.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workflow/train/training_job.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

std::string const some_inputs = "inputs: {jets: {features: [pt]}}\n";

RegressionTarget target_of_text(std::string const& text) {
    TemporaryFolder const folder;
    std::ofstream{folder / "c.yaml"} << text;
    Config config{folder / "c.yaml", {}, training_keys()};
    return target_of(config);
}

std::string complaint_about_target(std::string const& text) {
    return message_of([&] { target_of_text(text); });
}

TEST(RegressionTarget, IsAColumnWithALoss) {
    EXPECT_TRUE(target_of_text("{}").empty());
    auto const plain = target_of_text(some_inputs + "target: {column: log(m)}");
    EXPECT_EQ(plain.column, "log(m)");
    EXPECT_EQ(plain.loss, train::Loss::squared);
    EXPECT_FALSE(plain.drops_unknown);
    auto const huber = target_of_text(some_inputs + "target: {column: m, loss: huber, delta: 0.5, other: drop}");
    EXPECT_EQ(huber.loss, train::Loss::huber);
    EXPECT_EQ(huber.delta, 0.5);
    EXPECT_TRUE(huber.drops_unknown);
    EXPECT_EQ(target_of_text(some_inputs + "target: {column: m, loss: mae}").loss, train::Loss::absolute);
}

TEST(RegressionTarget, IsRefusedWithTheReason) {
    EXPECT_TRUE(says(complaint_about_target("target: {loss: mse}"), {"key 'target' has no column"}));
    EXPECT_TRUE(says(complaint_about_target("target: {column: m}"), {"needs a network that reads 'inputs'"}));
    EXPECT_TRUE(says(complaint_about_target(some_inputs + "target: {column: m, loss: mseh}"), {"mse"}));
    EXPECT_TRUE(says(complaint_about_target(some_inputs + "target: {column: m, delta: 0}"), {"target.delta"}));
    std::string const target = some_inputs + "target: {column: m}\n";
    for (auto const* other : {"labels: {classes: {a: [0], b: [1]}}", "network: {classes: [a, b]}",
                              "data: {classes: {1: 0}}", "data: {labels: {1: 0}}", "train: {balance: classes}"}) {
        EXPECT_TRUE(says(complaint_about_target(target + other), {"speaks of classes", "a number has no classes"}))
            << other;
    }
    EXPECT_TRUE(says(complaint_about_target(target + "train: {flatten: {variable: mass, bins: [1, 2]}}"),
                     {"train.flatten.variable", "compares the spectra of classes"}));
    EXPECT_EQ(complaint_about_target(target + "train: {balance: none}"), "(nothing was thrown)");
}

TEST(RegressionTarget, IsPartOfTheJob) {
    TemporaryFolder const folder;
    std::ofstream{folder / "a.h5"} << "";
    std::ofstream{folder / "c.yaml"} << some_inputs << "target: {column: m, loss: huber, delta: 2}\ndata: {files: "
                                     << (folder / "a.h5") << "}\n";
    auto const job = read_job(folder / "c.yaml", {});
    EXPECT_TRUE(job.options.finds_number());
    EXPECT_EQ(job.options.outputs(), 1U);
    EXPECT_EQ(job.options.classes, std::vector<std::string>{"m"});
    EXPECT_EQ(job.load.names.inputs.target, "m");
    auto const size = train::joined_size(job.options);
    EXPECT_EQ(size.loss, train::Loss::huber);
    EXPECT_EQ(size.delta, 2);
}

}  // namespace
}  // namespace jetseq::workflow
