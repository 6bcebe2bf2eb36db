#include "workflow/events/load.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/workflow/heard.hpp"

namespace jetseq::workflow {
namespace {

using test::Heard, test::message_of, test::says, test::TemporaryFolder;

/// Three events, without weights.
void write_foreign(std::string const& path, bool has_sample_id) {
    test::SmallFile file;
    if (has_sample_id) file.events.push_back({"sampleId", H5T_STD_I32LE, {5, 5, 5}});
    file.write(path);
}

TEST(LoadSequences, NotesEachDefaultOnceForAllFiles) {
    TemporaryFolder const folder;
    for (auto const* name : {"a.h5", "b.h5", "c.h5"}) write_foreign(folder / name, true);
    Heard heard;
    auto const sequences = load_sequences({folder / "a.h5", folder / "b.h5", folder / "c.h5"}, {}, heard);
    EXPECT_EQ(sequences.size(), 9U);
    ASSERT_EQ(heard.notes.size(), 1U);
    EXPECT_EQ(heard.notes[0], (folder / "a.h5") +
                                  " and 2 more have no events.leptons (leptons 0), events.mass (mass 0), "
                                  "events.mcEventWeight (weight 1), events.spin (spin -1)");
    EXPECT_TRUE(heard.warnings.empty());
}

TEST(LoadSequences, TellsFilesWithoutSampleIdApartAndSaysSo) {
    TemporaryFolder const folder;
    write_foreign(folder / "a.h5", false);
    Heard alone, among;
    EXPECT_EQ(load_sequences({folder / "a.h5"}, {}, alone).events[0].sample_id, 0);
    write_foreign(folder / "b.h5", true);
    EXPECT_NE(load_sequences({folder / "a.h5", folder / "b.h5"}, {}, among).events[0].sample_id, 0);
    EXPECT_EQ(alone.notes.size(), 1U);
    ASSERT_EQ(among.notes.size(), 2U);  // of the defaults and of this
    EXPECT_TRUE(says(among.notes.back(), {"a.h5: no column sampleId", "from its content"}));
}

/// Two rows of a table `jets` with one and no tracks, as for flavour tagging.
void write_tracks(std::string const& path, double d0) {
    test::ForeignFile file{path};
    file.add_table("jets", {2}, {{"eventNumber", H5T_STD_U64LE, {1, 1}}, {"flavour", H5T_STD_I32LE, {0, 1}}});
    file.add_table("tracks", {2, 1}, {{"valid", test::bool_type(), {1, 0}}, {"d0", H5T_IEEE_F32LE, {d0, 0}}});
}

TEST(LoadSequences, TellsFilesWithoutJetsApartByTheirBytes) {
    TemporaryFolder const folder;
    write_tracks(folder / "a.h5", 0.5), write_tracks(folder / "c.h5", 0.25);
    std::filesystem::copy_file(folder / "a.h5", folder / "b.h5");
    LoadOptions options;
    options.names.renamed = {{"events", "jets"}, {"events.signalType", "flavour"}, {"events.eventNumber", "row"}};
    options.names.inputs.objects = {{"tracks", {"d0"}}};
    Heard heard;
    auto const all = load_sequences({folder / "a.h5", folder / "b.h5", folder / "c.h5"}, options, heard);
    ASSERT_EQ(all.size(), 6U);
    EXPECT_EQ(all.objects[0].size(), 6U);
    EXPECT_EQ(all.events[0].sample_id, all.events[2].sample_id);  // the same content
    EXPECT_NE(all.events[0].sample_id, all.events[4].sample_id);
    EXPECT_TRUE(all.variables.names.empty());
    options.names.inputs.objects = {{"tracks", {"2 * d0"}}};  // what is read does not matter
    auto const other = load_sequences({folder / "a.h5", folder / "b.h5", folder / "c.h5"}, options, heard);
    EXPECT_EQ(all.events[0].sample_id, other.events[0].sample_id);
    EXPECT_EQ(all.events[4].sample_id, other.events[4].sample_id);
}

TEST(LoadSequences, NamesTheLineOfATextThatIsNoExpression) {
    TemporaryFolder const folder;
    write_tracks(folder / "a.h5", 0.5);
    std::ofstream{folder / "c.yaml"} << "inputs:\n  tracks:\n    features: [log d0]\n"
                                     << "labels: {column: flavour, classes: {a: [0], b: [1]}}\n"
                                     << "data: {names: {events: jets, events.eventNumber: row}}\n";
    Config config{folder / "c.yaml", {}, training_keys()};
    auto const options = load_options(config);
    Heard heard;
    EXPECT_TRUE(says(message_of([&] { load_sequences({folder / "a.h5"}, options, heard); }),
                     {"c.yaml:3: key 'inputs.tracks.features': the expression 'log d0' can't be read"}));
}

TEST(LoadSequences, NamesTheKeyOfAMissingLabel) {
    TemporaryFolder const folder;
    write_tracks(folder / "a.h5", 0.5);
    std::ofstream{folder / "c.yaml"} << "inputs: {tracks: {features: [d0]}}\nlabels: {classes: {a: [0], b: [1]}}\n"
                                     << "data: {names: {events: jets, events.eventNumber: row}}\n";
    Config config{folder / "c.yaml", {}, training_keys()};
    auto const options = load_options(config);
    Heard heard;
    EXPECT_TRUE(says(message_of([&] { load_sequences({folder / "a.h5"}, options, heard); }),
                     {"no column 'signalType'", "as labels.column"}));
}

TEST(LoadOptions, RefuseAColumnTwice) {
    TemporaryFolder const folder;
    std::ofstream{folder / "c.yaml"} << "data: {columns: {X: [pt, eta, pt]}}\n";
    Config config{folder / "c.yaml", {}, training_keys()};
    EXPECT_TRUE(says(message_of([&] { load_options(config); }), {"c.yaml:1: key 'data.columns' has 'pt' twice for X"}));
}

TEST(LoadSequences, NotesLabelsThatNoEventGets) {
    TemporaryFolder const folder;
    write_foreign(folder / "a.h5", true);
    LoadOptions options;
    options.labels = {{5, 1}, {6, 0}};
    Heard heard;
    auto const sequences = load_sequences({folder / "a.h5"}, options, heard);
    EXPECT_EQ(sequences.events[0].production, Production::vbf);
    EXPECT_EQ(heard.notes.back(), "data.labels names sampleId 6, which no event has");
}

TEST(LoadSequences, RefusesSettingsThatActOnNoFile) {
    TemporaryFolder const folder;
    write_foreign(folder / "a.h5", true);
    LoadOptions options;
    options.of_events = {"x.yaml:3: key 'select.jet_pt_min'"};
    Heard heard;
    EXPECT_TRUE(says(message_of([&] { load_sequences({folder / "a.h5"}, options, heard); }),
                     {"select.jet_pt_min' has no effect", "holds sequences"}));
}

}  // namespace
}  // namespace jetseq::workflow
