#include "workflow/select/sequence_dump.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "data/events/file_header.hpp"
#include "select/variables/tag_variables.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::workflow {
namespace {

using test::says, test::TemporaryFolder;

TEST(SequenceDump, HoldsTheSameEventsInAnotherOrder) {
    TemporaryFolder const folder;
    auto const sequences = test::toy_sequences(200, 1);
    write_sequences(folder / "in.h5", sequences, {{"seed", "7"}});
    OutputFile file{folder / "out.h5"};
    write_dump(file, sequences, 1, "name: toy\n", {folder / "in.h5"});
    file.commit();
    auto const read = data::read_sequences(folder / "out.h5");
    ASSERT_EQ(read.size(), sequences.size());
    auto const sum = [](data::Sequences const& of) {
        long total = 0;
        for (auto const& event : of.events) total += event.event_number;
        return total;
    };
    EXPECT_EQ(sum(read), sum(sequences));
    EXPECT_NE(read.events[0].event_number, sequences.events[0].event_number);
    auto const attributes = data::read_attributes(folder / "out.h5");
    EXPECT_EQ(attributes.at("configuration"), "name: toy\n");
    EXPECT_TRUE(says(attributes.at("inputs"), {"in.h5", "seed: 7"}));
    EXPECT_TRUE(has_both_classes(sequences));
    EXPECT_FALSE(has_both_classes({}));
}

TEST(SequenceDump, DescribesItsFilesByTheirAttributesInAParagraphEach) {
    TemporaryFolder const folder;
    auto const sequences = test::toy_sequences(5, 1);
    write_sequences(folder / "a.h5", sequences, {{"seed", "7"}});
    write_sequences(folder / "b.h5", sequences, {{"seed", "8"}});
    auto const text = description_of({folder / "a.h5", folder / "b.h5"});
    auto const a = text.find(folder / "a.h5"), b = text.find(folder / "b.h5");
    ASSERT_TRUE(a == 0 && b != text.npos);
    EXPECT_TRUE(says(text.substr(0, b), {"\nseed: 7\n"}));
    EXPECT_EQ(text.substr(b - 2, 2), "\n\n");
    EXPECT_TRUE(says(text.substr(b), {"\nseed: 8\n"}));
    EXPECT_EQ(description_of({}), "");
}

TEST(SequenceDump, HasTheTagVariablesIfTheConfigurationAsksForThem) {
    TemporaryFolder const folder;
    auto const dumped = [&](std::string const& text) {
        write_file(folder / "a.yaml", text);
        Config config{folder / "a.yaml", {}, selection_keys()};
        return dumped_variables(config);
    };
    EXPECT_EQ(dumped("select: {variables: true}\n"), (Strings{tag_variable_names.begin(), tag_variable_names.end()}));
    EXPECT_TRUE(dumped("select: {variables: false}\n").empty());
    EXPECT_TRUE(dumped("select: {jet_pt_min: 40}\n").empty());
}

}  // namespace
}  // namespace jetseq::workflow
