#include "workflow/config/class_labels.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

ClassLabels labels_of_text(std::string const& text) {
    TemporaryFolder const folder;
    std::ofstream{folder / "c.yaml"} << text;
    Config config{folder / "c.yaml", {}, training_keys()};
    auto const labels = labels_of_inputs(config);
    config.refuse_unread_keys();
    return labels;
}

std::string complaint_about_labels(std::string const& text) {
    return message_of([&] { labels_of_text(text); });
}

TEST(ClassLabels, AreTheClassesOfTheValuesOfAColumn) {
    auto const labels =
        labels_of_text("labels: {column: flavour, classes: {light: [0], c: 4, b: [5, 55]}, other: drop}");
    EXPECT_EQ(labels.column, "flavour");
    EXPECT_EQ(labels.classes, (std::vector<std::string>{"light", "c", "b"}));
    EXPECT_EQ(labels.values, (std::map<std::int32_t, std::int32_t>{{0, 0}, {4, 1}, {5, 2}, {55, 2}}));
    EXPECT_TRUE(labels.drops_others);
    data::Names names;
    apply(labels, names);
    EXPECT_EQ(names.renamed.at("events.signalType"), "flavour");
    EXPECT_EQ(names.classes, labels.values);
    EXPECT_TRUE(names.drops_other_classes);
}

TEST(ClassLabels, ChangeNothingIfThereAreNone) {
    auto const labels = labels_of_text("{}");
    EXPECT_TRUE(labels.empty());
    data::Names names;
    apply(labels, names);
    EXPECT_TRUE(names.renamed.empty());
    auto const others = labels_of_text("labels: {classes: {a: [0], b: [1]}}");
    EXPECT_EQ(others.column, "signalType");
    EXPECT_FALSE(others.drops_others);
}

TEST(ClassLabels, AreRefusedWithTheReason) {
    EXPECT_TRUE(says(complaint_about_labels("labels: {column: c}"), {"key 'labels' has no classes", "light: [0]"}));
    EXPECT_TRUE(says(complaint_about_labels("labels: {classes: [a, b]}"), {"labels.classes' is a list"}));
    EXPECT_TRUE(says(complaint_about_labels("labels: {classes: {a: [0]}}"), {"has 1 classes (from 2 to 16"}));
    EXPECT_TRUE(says(complaint_about_labels("labels: {classes: {a: [0], b: []}}"), {"no values of 'b'"}));
    EXPECT_TRUE(says(complaint_about_labels("labels: {classes: {a: [0], b: [0]}}"), {"has 0 twice"}));
    EXPECT_TRUE(says(complaint_about_labels("labels: {classes: {a: [0], b: [x]}}"), {"a value that is 'x'"}));
    std::string const two = "labels: {classes: {a: [0], b: [1]}}\n";
    EXPECT_TRUE(says(complaint_about_labels(two + "network: {classes: [a, b]}"), {"network.classes says, too"}));
    EXPECT_TRUE(says(complaint_about_labels(two + "data: {classes: {1: 0}}"), {"data.classes says, too"}));
    EXPECT_TRUE(says(complaint_about_labels(two + "data: {names: {events.signalType: y}}"), {"data.names says, too"}));
}

}  // namespace
}  // namespace jetseq::workflow
