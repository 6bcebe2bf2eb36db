// What a network reads by names, read with the events by read_sequences().
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/sequences/identity.hpp"
#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The small file with a number `btag` of each jet, and `met` of each event.
test::SmallFile tagged_file() {
    test::SmallFile file;
    file.jets.push_back({"btag", H5T_IEEE_F32LE, {nan, nan, 0.25, nan, -1, 2}});
    file.events.push_back({"met", H5T_IEEE_F32LE, {10, 20, 40}});
    return file;
}

Names tagged_names() {
    Names names;
    names.inputs.objects = {{"jets", {"btag", "pt"}, "pt"}};
    names.inputs.variables = {"met", "log(met)"};
    return names;
}

/// A file as ATLAS writes for flavour tagging: `jets` are the rows, `tracks` their objects.
void write_jets_and_tracks(std::string const& path, double first_track_d0 = 0.5) {
    test::ForeignFile file{path};
    file.add_table("jets", {2},
                   {{"eventNumber", H5T_STD_U64LE, {7, 7}},
                    {"flavour", H5T_STD_I32LE, {5, 0}},
                    {"pt", H5T_IEEE_F32LE, {50000, 20000}}});
    file.add_table("tracks", {2, 3},
                   {{"valid", test::bool_type(), {1, 1, 0, 1, 0, 0}},
                    {"d0", H5T_IEEE_F32LE, {first_track_d0, 0.25, nan, -1, nan, nan}}});
}

Names track_names() {
    Names names;
    names.renamed = {{"events", "jets"}, {"events.signalType", "flavour"}};
    names.classes = {{0, 0}, {5, 1}};
    names.inputs.objects = {{"tracks", {"d0"}}};
    names.inputs.variables = {"pt"};
    return names;
}

TEST(NamedInputs, CountAsMemoryWithTheirVariables) {
    TemporaryFolder const folder;
    tagged_file().write(folder / "a.h5");
    auto names = tagged_names();
    MemoryLimit const limit{8000, folder / "."};
    Sequences few, many;
    read_sequences(folder / "a.h5", names, limit, few);
    EXPECT_FALSE(few.in_file());
    for (int k = 1; k < 1000; ++k) names.inputs.variables.push_back("met + " + std::to_string(k));  // 12 kB
    read_sequences(folder / "a.h5", names, limit, many);
    EXPECT_TRUE(many.in_file());
}

TEST(NamedInputs, AreReadBesideTheFourVectors) {
    TemporaryFolder const folder;
    tagged_file().write(folder / "a.h5");
    Sequences sequences;
    auto const report = read_sequences(folder / "a.h5", tagged_names(), {}, sequences);
    ASSERT_EQ(sequences.objects.size(), 1U);
    auto const& jets = sequences.objects[0];
    EXPECT_EQ(std::vector<float>(jets.values.begin(), jets.values.end()),
              (std::vector<float>{0.25F, 60, 2, 40, -1, 90}));  // in rising pt
    EXPECT_EQ(sequences[2][0].pt, 90);                          // in falling pt
    EXPECT_EQ(sequences.variables.names, tagged_names().inputs.variables);
    EXPECT_EQ(sequences.variables.row(1)[0], 20);
    EXPECT_EQ(sequences.variables.row(2)[1], std::log(40.0F));
    EXPECT_TRUE(report.notes.empty());  // no note on columns that are not read: they are chosen
}

TEST(NamedInputs, StayWithTheirEvents) {
    TemporaryFolder const folder;
    tagged_file().write(folder / "a.h5");
    auto const sequences = read_sequences(folder / "a.h5", tagged_names());
    auto const turned = reordered(sequences, {2, 0, 1});
    EXPECT_EQ(turned.objects[0].length(0), 2U);
    EXPECT_EQ(turned.objects[0].row(2)[1], 60);
    EXPECT_EQ(turned.variables.row(0)[0], 40);
    Sequences twice = sequences;
    twice.add(turned);
    EXPECT_EQ(twice.objects[0].size(), 6U);
    EXPECT_EQ(twice.objects[0].row(3)[0], 2);
    EXPECT_EQ(twice.variables.row(3)[0], 40);
    EXPECT_EQ(twice.objects[0].longest(), 2U);
    require_objects(twice, tagged_names().inputs.objects);
    EXPECT_TRUE(says(message_of([&] { require_objects(twice, track_names().inputs.objects); }),
                     {"jets (btag, pt)", "reads tracks (d0)"}));
    auto const four_vectors = read_sequences(folder / "a.h5");
    EXPECT_TRUE(says(message_of([&] { twice.add(four_vectors); }), {"the events have no objects by names"}));
}

TEST(NamedInputs, AreTheSameBeyondTheMemoryLimit) {
    TemporaryFolder const folder;
    constexpr std::size_t rows = 20000, width = 4;
    test::Column numbers{"eventNumber", H5T_STD_U64LE, {}}, x{"x", H5T_IEEE_F32LE, {}}, mu{"mu", H5T_IEEE_F32LE, {}};
    test::Column label{"signalType", H5T_STD_I32LE, {}}, valid{"valid", test::bool_type(), {}};
    for (std::size_t n = 0; n < rows; ++n) {
        numbers.values.push_back(static_cast<double>(n)), label.values.push_back(static_cast<double>(n % 2));
        mu.values.push_back(static_cast<double>(n % 50));
        for (std::size_t i = 0; i < width; ++i) {
            x.values.push_back(static_cast<double>(n * width + i)), valid.values.push_back(i < n % (width + 1) ? 1 : 0);
        }
    }
    {
        test::ForeignFile file{folder / "many.h5"};
        file.add_table("events", {rows}, {numbers, label, mu});
        file.add_table("hits", {rows, width}, {valid, x});
    }
    Names names;
    names.inputs = {{{"hits", {"x"}}}, {"mu"}};
    Sequences in_memory, in_file;
    auto const report = read_sequences(folder / "many.h5", names, {}, in_memory);
    EXPECT_TRUE(says(report.notes.at(0), {"no jets with pt, eta, phi and e"}));
    read_sequences(folder / "many.h5", names, {100000, folder.path()}, in_file);
    EXPECT_FALSE(in_memory.in_file());
    EXPECT_TRUE(in_file.in_file());
    EXPECT_TRUE(in_file.objects[0].values == in_memory.objects[0].values);
    EXPECT_TRUE(in_file.objects[0].offsets == in_memory.objects[0].offsets);
    EXPECT_TRUE(in_file.variables.values == in_memory.variables.values);
    EXPECT_EQ(in_file.objects[0].length(4), 4U);
    EXPECT_EQ(in_file.objects[0].row(19999)[3], 79999);
    EXPECT_EQ(in_file.variables.row(19999)[0], 49);
    EXPECT_GT(in_memory.bytes(), in_memory.objects[0].values.bytes());
}

TEST(NamedInputs, NeedNoFourVectors) {
    TemporaryFolder const folder;
    write_jets_and_tracks(folder / "a.h5");
    auto const sequences = read_sequences(folder / "a.h5", track_names());
    ASSERT_EQ(sequences.size(), 2U);
    EXPECT_EQ(sequences.length(0), 0U);
    EXPECT_EQ(sequences.events[0].production, Production::vbf);
    EXPECT_EQ(sequences.objects[0].length(0), 2U);
    EXPECT_EQ(sequences.objects[0].row(1)[0], -1);
    EXPECT_EQ(sequences.variables.row(0)[0], 50000);
}

TEST(NamedInputs, ComeFromADatasetOfJetsWithoutFourVectors) {
    TemporaryFolder const folder;
    auto file = tagged_file();
    file.jet_column("e").values[4] = nan;  // of a real jet
    file.write(folder / "a.h5");
    EXPECT_TRUE(says(message_of([&] { read_sequences(folder / "a.h5", tagged_names()); }), {"row 2"}));
    auto names = tagged_names();
    names.renamed["jets.e"] = "";  // there are no four-vectors
    auto const sequences = read_sequences(folder / "a.h5", names);
    EXPECT_EQ(sequences.length(2), 0U);
    EXPECT_EQ(sequences.objects[0].length(2), 2U);
    file.jets.erase(file.jets.begin() + 2);  // no eta
    file.write(folder / "b.h5");
    EXPECT_EQ(read_sequences(folder / "b.h5", tagged_names()).objects[0].length(2), 2U);
}

TEST(NamedInputs, TellEventsWithoutJetsApart) {
    TemporaryFolder const folder;
    write_jets_and_tracks(folder / "a.h5");
    auto sequences = read_sequences(folder / "a.h5", track_names());  // both rows have the number 7
    auto const repeated = repeated_ids(sequences);
    EXPECT_EQ(repeated.with_other_jets, 1U);
    EXPECT_EQ(repeated.with_same_jets, 0U);
    EXPECT_TRUE(says(repeated.first_other, {"event 7 of sample 0", "with different content"}));
    EXPECT_EQ(events_with_jets_of_others(sequences), 0U);
    EXPECT_NE(content_hash(sequences, 0), content_hash(sequences, 1));
    sequences.add(Sequences{sequences});
    EXPECT_EQ(content_hash(sequences, 0), content_hash(sequences, 2));
    write_jets_and_tracks(folder / "b.h5", 0.75);
    auto const others = read_sequences(folder / "b.h5", track_names());
    EXPECT_NE(content_hash(sequences, 0), content_hash(others, 0));
    EXPECT_EQ(content_hash(sequences, 1), content_hash(others, 1));
}

TEST(NamedInputs, AreIdentifiedByTheirJetsIfThereAreAny) {
    TemporaryFolder const folder;
    tagged_file().write(folder / "a.h5");
    auto const by_names = read_sequences(folder / "a.h5", tagged_names());
    auto const four_vectors = read_sequences(folder / "a.h5");
    for (std::size_t n : {1, 2}) EXPECT_EQ(content_hash(by_names, n), content_hash(four_vectors, n));
    EXPECT_EQ(content_hash(four_vectors, 2), exact_jets_hash(four_vectors[2]));
    EXPECT_EQ(content_hash(four_vectors, 0), 0U);  // an event without jets
}

TEST(NamedInputs, HaveColumnsThatAreNamed) {  // of plain arrays
    TemporaryFolder const folder;
    {
        test::ForeignFile file{folder / "a.h5"};
        test::SmallFile const small;
        file.add_table("events", small.event_shape, small.events);
        file.add_numbers("X", {3, 2, 3}, {0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 7, 8, 9});
        file.add_numbers("Z", {3, 2}, {1, 2, 3, 4, 5, 6});
    }
    Names names;
    names.columns = {{"X", {"a", "b", "c"}}, {"Z", {"u", "v"}}};
    names.inputs = {{{"X", {"c", "a"}}}, {"Z.v"}};
    auto const sequences = read_sequences(folder / "a.h5", names);
    EXPECT_EQ(sequences.objects[0].length(1), 1U);
    EXPECT_EQ(sequences.objects[0].row(2)[0], 6);
    EXPECT_EQ(sequences.objects[0].row(2)[3], 7);
    EXPECT_EQ(sequences.variables.row(2)[0], 6);
    names.inputs.variables.clear();
    EXPECT_TRUE(says(message_of([&] { read_sequences(folder / "a.h5", names); }), {"data.columns names", "'Z'"}));
}

}  // namespace
}  // namespace jetseq::data
