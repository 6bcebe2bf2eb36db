#include "data/sequences/targets.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

/// A small file with a mass, the second one unknown, and labels that are no classes.
SmallFile file_with_masses() {
    SmallFile file;
    file.events = {{"eventNumber", H5T_STD_U64LE, {1, 2, 3}},
                   {"signalType", H5T_STD_I32LE, {21, 21, 1}},
                   {"m", H5T_IEEE_F32LE, {80, NAN, 125}}};
    return file;
}

Names names_of_mass(std::string const& target) {
    Names names;
    names.inputs.objects = {{"jets", {"pt", "eta"}}};
    names.inputs.target = target;
    return names;
}

std::vector<float> targets_of(Sequences const& sequences) {
    return {sequences.target.values.begin(), sequences.target.values.end()};
}

TEST(Targets, AreReadAsExpressionsOfTheColumnsOfEvents) {
    auto file = file_with_masses();
    file.events[2].values[1] = 100;
    auto const sequences = sequences_of(file, names_of_mass("m / 2"));
    EXPECT_EQ(sequences.target.names, std::vector<std::string>{"m / 2"});
    EXPECT_EQ(targets_of(sequences), (std::vector<float>{40, 50, 62.5}));
    for (auto const& event : sequences.events) EXPECT_EQ(event.production, Production::ggf_dy);
    EXPECT_EQ(sequences.absent.count("events.signalType"), 0U);
}

TEST(Targets, ThatAreNotFiniteAreRefusedOrDropped) {
    EXPECT_TRUE(says(message_of([] { sequences_of(file_with_masses(), names_of_mass("m")); }),
                     {"/events, row 1: the target 'm' is not a number", "target: {other: drop}"}));
    auto names = names_of_mass("m");
    names.drops_unknown_targets = true;
    TemporaryFolder const folder;
    file_with_masses().write(folder / "a.h5");
    Sequences sequences;
    auto const report = read_sequences(folder / "a.h5", names, {}, sequences);
    EXPECT_TRUE(report.missing_label.empty());
    ASSERT_EQ(sequences.size(), 3U);
    EXPECT_EQ(sequences.events[1].production, Production::unknown);
    EXPECT_EQ(sequences.events[2].production, Production::ggf_dy);
    EXPECT_TRUE(std::isnan(sequences.target.values[1]));
    bool is_noted = false;
    for (auto const& note : report.notes)
        is_noted = is_noted || says(note, {"1 of 3 events have no finite target 'm'"});
    EXPECT_TRUE(is_noted);
    EXPECT_TRUE(says(message_of([] { sequences_of(file_with_masses(), names_of_mass("mass_x")); }),
                     {"has no column 'mass_x'"}));
}

TEST(Targets, TellHowManyEventsAreLeftOut) {
    EXPECT_EQ(dropped_note(2, 30, "m"), "2 of 30 events have no finite target 'm' (they are left out)");
}

TEST(Targets, FollowTheirEvents) {
    auto file = file_with_masses();
    file.events[2].values[1] = 100;
    auto sequences = sequences_of(file, names_of_mass("m"));
    EXPECT_EQ(targets_of(reordered(sequences, {2, 0})), (std::vector<float>{125, 80}));
    Sequences sum;
    sum.add(sequences);
    sum.add(sequences);
    EXPECT_EQ(targets_of(sum), (std::vector<float>{80, 100, 125, 80, 100, 125}));
    TemporaryFolder const folder;
    sum.move_to_file(folder.path());
    sum.add(sequences);
    EXPECT_EQ(targets_of(sum).size(), 9U);
    auto const others = sequences_of(file, names_of_mass("m / 2"));
    EXPECT_TRUE(says(message_of([&] { sum.add(others); }), {"the events have the target m / 2 (the target m"}));
    EXPECT_TRUE(says(message_of([&] { require_target(sequences, {}); }), {"the target m (no target is wanted)"}));
    require_target(sequences, {"m"});
}

TEST(Targets, HaveNoLabelBesideThem) {
    EXPECT_EQ(target_of({}), std::vector<std::string>{});
    auto names = names_of_mass("m");
    names.classes = {{21, 0}};
    EXPECT_EQ(target_of(names.inputs), std::vector<std::string>{"m"});
    auto const without = names_for_target(names);
    EXPECT_TRUE(without.classes.empty());
    EXPECT_EQ(without.renamed.at("events.signalType"), "");
    names.inputs.target.clear();
    EXPECT_EQ(names_for_target(names).classes, names.classes);
}

TEST(Targets, MakeTheLastEventsThoseOfOneClass) {
    Sequences sequences;
    for (float const x : {1.0F, INFINITY}) {
        sequences.add({}, Regime::none, {});
        sequences.target.values.push_back(x);
    }
    auto names = names_of_mass("m");
    EXPECT_TRUE(says(message_of([&] { label_by_target(names, "a: /e", 7, 1, sequences); }), {"a: /e, row 7: "}));
    names.drops_unknown_targets = true;
    EXPECT_EQ(label_by_target(names, "a: /e", 7, 2, sequences), 1U);
    EXPECT_EQ(sequences.events[0].production, Production::ggf_dy);
    EXPECT_TRUE(std::isnan(sequences.target.values[1]));
}

}  // namespace
}  // namespace jetseq::data
