#include "data/hdf5/hdf5.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "data/hdf5/input_table.hpp"
#include "data/hdf5/open_dataset.hpp"
#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

using test::ForeignFile, test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

std::string complaint(std::string const& path) {
    return message_of([&] { read_sequences(path); });
}

/// The error of reading a file that `fill` fills.
template <class Fill>
std::string complaint_about(Fill const& fill) {
    TemporaryFolder const folder;
    SmallFile const small;
    {
        ForeignFile file{folder / "bad.h5"};
        fill(file, small);
    }
    return complaint(folder / "bad.h5");
}

std::string complaint_about(SmallFile const& small) {
    return complaint_about([&](ForeignFile& file, SmallFile const&) {
        file.add_table("events", small.event_shape, small.events);
        file.add_table("jets", small.jet_shape, small.jets);
    });
}

TEST(InputFile, NamesWhatIsMissingOrAFolder) {
    TemporaryFolder const folder;
    EXPECT_TRUE(says(complaint(folder / "none.h5"), {folder / "none.h5", "no such file"}));
    EXPECT_TRUE(says(complaint(folder.path()), {folder.path(), "it is a folder", "*.h5"}));
}

TEST(InputFile, TellsAnEmptyFileFromOneOfAnotherKind) {
    TemporaryFolder const folder;
    write_file(folder / "empty.h5", "");
    write_file(folder / "text.h5", std::string(5000, 'x') + "\n");
    EXPECT_TRUE(says(complaint(folder / "empty.h5"), {folder / "empty.h5", "the file is empty"}));
    EXPECT_TRUE(says(complaint(folder / "text.h5"), {folder / "text.h5", "not a readable HDF5 file"}));
}

TEST(InputFile, SaysThatHalfAFileIsCutShort) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", test::toy_sequences(1000, 1), {});
    std::filesystem::resize_file(folder / "a.h5", std::filesystem::file_size(folder / "a.h5") / 2);
    EXPECT_TRUE(says(complaint(folder / "a.h5"), {folder / "a.h5", "cut short"}));
}

TEST(InputFile, NamesTheDatasetWhoseBytesAreDamaged) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", test::toy_sequences(2000, 1), {});
    std::string bytes = read_file(folder / "a.h5");
    bytes.replace(bytes.size() * 3 / 4, 64, 64, '\xff');  // three quarters in: compressed jets
    std::ofstream{folder / "a.h5", std::ios::binary} << bytes;
    EXPECT_TRUE(says(complaint(folder / "a.h5"), {folder / "a.h5: /jets can't be read at rows 0 to 1999"}));
}

TEST(InputTable, NamesTheDatasetThatIsMissingAndItsLikeness) {
    auto const message = complaint_about([](ForeignFile& file, SmallFile const& small) {
        file.add_table("events", {3}, small.events);
        file.add_table("jet", {3, 2}, small.jets);
    });
    EXPECT_TRUE(says(message, {"bad.h5 has no dataset /jets", "it has: events, jet", "did you mean 'jet'?"}));
}

TEST(InputTable, IsNeitherAGroupNorPlainNumbers) {
    EXPECT_TRUE(says(complaint_about([](ForeignFile& file, SmallFile const&) { file.add_group("events"); }),
                     {"/events is a group without datasets of 1 dimension(s)"}));
    EXPECT_TRUE(says(complaint_about([](ForeignFile& file, SmallFile const&) { file.add_numbers("events", {3}); }),
                     {"/events is not a compound dataset"}));
}

TEST(InputTable, HasTheDimensionsItNeeds) {
    SmallFile flat_jets, wide_events;
    flat_jets.jet_shape = {6};
    EXPECT_TRUE(says(complaint_about(flat_jets), {"/jets has 1 dimension(s), 6 (expected 2)"}));
    wide_events.event_shape = {3, 1};
    EXPECT_TRUE(says(complaint_about(wide_events), {"/events has 2 dimension(s), 3 x 1 (expected 1)"}));
    SmallFile deep_jets;
    deep_jets.jet_shape = {3, 1, 2};
    EXPECT_TRUE(says(complaint_about(deep_jets), {"/jets has 3 dimension(s), 3 x 1 x 2 (expected 2)"}));
}

TEST(InputTable, MustHaveAsManyRowsAsTheOther) {
    SmallFile file;
    file.jet_shape = {2, 3};
    EXPECT_TRUE(says(complaint_about(file), {"/jets has 2 rows but", "/events has 3"}));
}

TEST(InputTable, NamesTheColumnThatIsMissingAndItsLikeness) {
    SmallFile file;
    file.jet_column("pt").name = "Pt";
    EXPECT_TRUE(says(complaint_about(file), {"/jets has no column 'pt'", "it has: valid, Pt", "did you mean 'Pt'?"}));
    SmallFile unlabelled;
    unlabelled.events.pop_back();
    EXPECT_TRUE(says(complaint_about(unlabelled), {"/events has no column 'signalType'", "data.names"}));
}

TEST(InputTable, NamesItsColumnsOfNumbers) {
    TemporaryFolder const folder;
    SmallFile file;
    file.jet_column("eta") = {"eta", test::text_type(), {}};
    file.write(folder / "a.h5");
    auto const columns = h5::InputTable{h5::InputFile{folder / "a.h5"}, "jets", 2}.columns_of_numbers();
    EXPECT_EQ(std::count(columns.begin(), columns.end(), "pt"), 1);
    EXPECT_EQ(std::count(columns.begin(), columns.end(), "eta"), 0);
}

TEST(InputTable, RefusesAColumnOfText) {
    SmallFile file;
    file.jet_column("eta") = {"eta", test::text_type(), {}};
    EXPECT_TRUE(says(complaint_about(file), {"/jets: column 'eta' is not a number"}));
    SmallFile labels;
    labels.events[1] = {"signalType", test::text_type(), {}};
    EXPECT_TRUE(says(complaint_about(labels), {"/events: column 'signalType' is not a number"}));
}

TEST(InputTable, NamesTheFilterThatThisMachineLacks) {
    constexpr H5Z_filter_t lz4 = 32004;
    H5PLset_loading_state(0);  // no plugin of this machine may step in
    H5Z_func_t const unchanged = [](unsigned, size_t, unsigned const*, size_t bytes, size_t*, void**) { return bytes; };
    H5Z_class2_t const filter{H5Z_CLASS_T_VERS, lz4, 1, 1, "stand-in for LZ4", nullptr, nullptr, unchanged};
    ASSERT_GE(H5Zregister(&filter), 0);
    TemporaryFolder const folder;
    SmallFile file;
    file.storage.filter = lz4;
    file.write(folder / "lz4.h5");
    EXPECT_EQ(read_sequences(folder / "lz4.h5").size(), 3);  // fine while the filter is there
    ASSERT_GE(H5Zunregister(lz4), 0);
    EXPECT_TRUE(says(complaint(folder / "lz4.h5"), {"/events is compressed with a filter", "LZ4", "HDF5_PLUGIN_PATH"}));
}

TEST(InputFile, SaysThatItIsStillOpenForWriting) {
    TemporaryFolder const folder;
    {
        ForeignFile const file{folder / "locked.h5"};
        EXPECT_TRUE(says(complaint(folder / "locked.h5"), {"locked.h5", "another program has it open for writing"}));
    }
    {
        h5::Handle const access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
        H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);  // these say that they are being written
        h5::Handle const file{H5Fcreate((folder / "open.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose};
        H5Fflush(file, H5F_SCOPE_GLOBAL);
        std::filesystem::copy_file(folder / "open.h5", folder / "copy.h5");
    }
    EXPECT_TRUE(says(complaint(folder / "copy.h5"), {"copy.h5", "still open for writing", "h5clear"}));
}

TEST(InputFile, SaysThatItIsOfANewerHdf5) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", test::toy_sequences(3, 1), {});
    std::string bytes = read_file(folder / "a.h5");
    bytes[8] = 9;  // the version of the superblock
    std::ofstream{folder / "a.h5", std::ios::binary} << bytes;
    EXPECT_TRUE(says(complaint(folder / "a.h5"), {"a.h5", "made by a newer HDF5 than 1.", "libver"}));
}

TEST(InputTable, OfWhichNothingOrNotAllWasWrittenIsRefused) {  // HDF5 reads zeros
    TemporaryFolder const folder;
    for (hsize_t const written : {0, 4}) {
        SmallFile const small;
        small.write(folder / "a.h5");
        h5::Handle const file{H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose};
        h5::Handle const old{H5Dopen2(file, "events", H5P_DEFAULT), H5Dclose};
        h5::Handle const type{H5Dget_type(old), H5Tclose}, creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
        H5Ldelete(file, "events", H5P_DEFAULT);
        hsize_t const rows = 10, chunk = 2, first = 0;
        H5Pset_chunk(creation, 1, &chunk);
        h5::Handle const space{H5Screate_simple(1, &rows, nullptr), H5Sclose};
        h5::Handle const dataset{H5Dcreate2(file, "events", type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose};
        if (written > 0) {
            std::vector<char> const bytes(written * H5Tget_size(type));
            H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &written, nullptr);
            h5::Handle const memory{H5Screate_simple(1, &written, nullptr), H5Sclose};
            H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, bytes.data());
        }
    }
    EXPECT_TRUE(says(complaint(folder / "a.h5"), {"/events has rows that were never written"}));
}

TEST(InputTable, OfChunksThatCannotBeKeptInMemoryIsRefused) {  // each would be decompressed for every block of rows
    auto const complaint = [](hsize_t rows) {
        return complaint_about([&](ForeignFile& file, SmallFile const& small) {
            file.add_table("events", small.event_shape, small.events);
            file.add_chunk_of(rows, "jets", small.jet_shape, small.jets);
        });
    };
    EXPECT_TRUE(says(complaint(40'000'000), {"bad.h5: /jets has compressed chunks of 40000000 rows, 1296 MiB",
                                             "h5repack -l /jets:CHUNK=2048x2"}));
    EXPECT_TRUE(says(complaint(2048), {"bad.h5: /jets can't be read at rows 0 to 2"}));  // these bytes are no gzip
}

TEST(InputTable, KeptInAnotherFileIsRefused) {
    TemporaryFolder const folder;
    {
        h5::Handle const file{H5Fcreate((folder / "a.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose};
        h5::Handle const creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
        H5Pset_external(creation, "numbers.bin", 0, 12);
        hsize_t const rows = 3;
        h5::Handle const space{H5Screate_simple(1, &rows, nullptr), H5Sclose};
        h5::Handle const type{H5Tcreate(H5T_COMPOUND, 4), H5Tclose};
        H5Tinsert(type, "eventNumber", 0, H5T_STD_I32LE);
        h5::Handle const made{H5Dcreate2(file, "events", type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose};
    }
    EXPECT_TRUE(says(complaint(folder / "a.h5"), {"/events", "numbers.bin", "external raw data", "h5repack"}));
}

/// whole.h5 with virtual datasets over first.h5 and second.h5, three rows each.
void write_virtual(TemporaryFolder const& folder) {
    SmallFile{}.write(folder / "first.h5");
    SmallFile second;
    second.events[0].values = {4, 5, 6};
    second.write(folder / "second.h5");
    ForeignFile whole{folder / "whole.h5"};
    for (auto const* name : {"events", "jets"}) whole.add_virtual(name, folder / "first.h5", {"first.h5", "second.h5"});
}

TEST(VirtualDataset, IsReadAcrossItsSources) {
    TemporaryFolder const folder;
    write_virtual(folder);
    auto const sequences = read_sequences(folder / "whole.h5");
    ASSERT_EQ(sequences.size(), 6);
    EXPECT_EQ(sequences.events[2].event_number, 3);
    EXPECT_EQ(sequences.events[3].event_number, 4);
    EXPECT_EQ(sequences.offsets, (jetseq::data::Column<std::uint64_t>{0, 0, 1, 3, 3, 4, 6}));
}

TEST(VirtualDataset, NamesTheSourceThatIsMissing) {  // HDF5 itself would read zeros
    TemporaryFolder const folder;
    write_virtual(folder);
    std::filesystem::remove(folder / "second.h5");
    EXPECT_TRUE(says(complaint(folder / "whole.h5"), {"/events is a virtual dataset", "second.h5 (no such file)"}));
}

TEST(VirtualDataset, NamesTheSourceThatLacksTheDataset) {  // here too HDF5 reads zeros: events 0 without jets
    TemporaryFolder const folder;
    write_virtual(folder);
    ForeignFile{folder / "second.h5"}.add_group("other");
    EXPECT_TRUE(says(complaint(folder / "whole.h5"), {"/events", "second.h5"}));
}

TEST(VirtualDataset, WithRowsThatNoSourceFillsIsRefused) {  // HDF5 reads zeros
    TemporaryFolder const folder;
    SmallFile{}.write(folder / "first.h5");
    {
        ForeignFile whole{folder / "whole.h5"};
        for (auto const* name : {"events", "jets"}) whole.add_virtual(name, folder / "first.h5", {"first.h5", ""});
    }
    EXPECT_TRUE(says(complaint(folder / "whole.h5"), {"/events is a virtual dataset with 3 of 6", "no source fills"}));
}

TEST(VirtualDataset, NamesTheSourceThatIsTooShort) {
    TemporaryFolder const folder;
    write_virtual(folder);
    SmallFile shorter;
    shorter.event_shape = {2}, shorter.jet_shape = {2, 2};
    for (auto& column : shorter.events) column.values.resize(2);
    for (auto& column : shorter.jets) column.values.resize(4);
    shorter.write(folder / "second.h5");
    EXPECT_TRUE(says(complaint(folder / "whole.h5"), {"second.h5: /events is shorter than what is read of it"}));
}

TEST(VirtualDataset, NamesTheSourceThatIsNoHdf5) {
    TemporaryFolder const folder;
    write_virtual(folder);
    std::ofstream{folder / "second.h5", std::ios::binary} << "text";
    EXPECT_TRUE(says(complaint(folder / "whole.h5"), {"/events", "second.h5"}));
}

/// Two members of a row, with a gap between them.
struct Pair {
    std::int32_t a;
    double b;
};
std::vector<h5::Field> const pair_fields{{"a", H5T_NATIVE_INT32, offsetof(Pair, a)},
                                         {"b", H5T_NATIVE_DOUBLE, offsetof(Pair, b)}};

std::vector<double> values_of(h5::InputTable const& table, std::string const& column, std::size_t first,
                              std::size_t count) {
    std::vector<double> values(count * table.width());
    table.read({{column, H5T_NATIVE_DOUBLE, 0}}, sizeof(double), first, count, values.data());
    return values;
}

TEST(NewFile, HoldsTablesWholeAndInPieces) {
    TemporaryFolder const folder;
    std::vector<Pair> const rows{{1, 0.5}, {-2, 0.25}, {3, 1e300}, {4, -4}};
    h5::NewFile file{folder / "a.h5"};
    file.write_table("whole", pair_fields, sizeof(Pair), 4, 0, rows.data());
    file.make_table("pieces", pair_fields, sizeof(Pair), 2, 2);
    file.fill_table("pieces", pair_fields, sizeof(Pair), 0, 1, rows.data());
    file.fill_table("pieces", pair_fields, sizeof(Pair), 1, 1, rows.data() + 2);
    file.write_table("none", pair_fields, sizeof(Pair), 0, 0, nullptr);
    file.write_attribute("seed", "7");
    file.close();
    h5::InputFile const read{folder / "a.h5"};
    EXPECT_EQ(read.datasets(), (std::vector<std::string>{"none", "pieces", "whole"}));
    EXPECT_EQ(read.attributes(), (std::map<std::string, std::string>{{"seed", "7"}}));
    h5::InputTable const whole{read, "whole", 1}, pieces{read, "pieces", 2}, none{read, "none", 1};
    EXPECT_EQ(whole.rows(), 4U);
    EXPECT_EQ(pieces.rows(), 2U);
    EXPECT_EQ(pieces.width(), 2U);
    EXPECT_EQ(none.rows(), 0U);
    EXPECT_EQ(values_of(whole, "b", 0, 4), (std::vector<double>{0.5, 0.25, 1e300, -4}));
    EXPECT_EQ(values_of(pieces, "a", 0, 2), (std::vector<double>{1, -2, 3, 4}));
    EXPECT_GE(whole.rows_per_chunk(), 4U);  // a small table is one chunk
}

TEST(NewFile, NamesTheValuesOfATable) {
    TemporaryFolder const folder;
    Pair const row{1, 2};
    {
        h5::NewFile file{folder / "a.h5"};
        file.write_table("t", pair_fields, sizeof(Pair), 1, 0, &row);
        file.write_table_attribute("t", "labels", {"ggF", "VBF"});
        file.close();
    }
    h5::InputFile const file{folder / "a.h5"};
    auto const table = h5::open_dataset(file, "t");
    h5::Handle const attribute{H5Aopen(table, "labels", H5P_DEFAULT), H5Aclose};
    h5::Handle const space{H5Aget_space(attribute), H5Sclose};
    EXPECT_EQ(H5Sget_simple_extent_npoints(space), 2);
}

TEST(InputFile, TellsGroupsTablesAndPlainNumbers) {
    TemporaryFolder const folder;
    SmallFile const small;
    {
        ForeignFile file{folder / "a.h5"};
        file.add_table("events", small.event_shape, small.events);
        file.add_group("group");
        file.add_numbers("group/pt", {3, 2});
        file.add_numbers("column", {3, 1});
    }
    h5::InputFile const file{folder / "a.h5"};
    EXPECT_TRUE(file.is_group("group"));
    EXPECT_FALSE(file.is_group("events"));
    EXPECT_FALSE(file.is_group("missing"));
    EXPECT_EQ(file.datasets(), (std::vector<std::string>{"column", "events", "group"}));
    EXPECT_EQ(file.datasets("group"), std::vector<std::string>{"pt"});
    EXPECT_EQ(file.shape_of_numbers("group/pt"), (std::vector<hsize_t>{3, 2}));
    EXPECT_TRUE(file.shape_of_numbers("events").empty());  // a compound dataset
    EXPECT_TRUE(file.shape_of_numbers("group").empty());
    EXPECT_TRUE(file.shape_of_numbers("missing").empty());
}

TEST(InputTable, IsAColumnWithItsAxesOrOneMoreOfLengthOne) {
    EXPECT_TRUE(h5::is_column({5}, 1));
    EXPECT_TRUE(h5::is_column({5, 1}, 1));
    EXPECT_FALSE(h5::is_column({5, 2}, 1));
    EXPECT_TRUE(h5::is_column({5, 2}, 2));
    EXPECT_TRUE(h5::is_column({5, 2, 1}, 2));
    EXPECT_FALSE(h5::is_column({5}, 2));
    EXPECT_FALSE(h5::is_column({}, 1));
}

TEST(InputTable, TakesAPlainDatasetAsOneMoreColumn) {
    TemporaryFolder const folder;
    SmallFile const small;
    {
        ForeignFile file{folder / "a.h5"};
        file.add_table("events", small.event_shape, small.events);
        file.add_numbers("weight", {3}, {0.5, 1, 2});
        file.add_numbers("short", {2}, {0.5, 1});
    }
    h5::InputFile const file{folder / "a.h5"};
    h5::InputTable table{file, "events", 1};
    EXPECT_FALSE(table.has("weight"));
    table.add_column(file, "weight");
    EXPECT_TRUE(table.has("weight"));
    EXPECT_EQ(values_of(table, "weight", 1, 2), (std::vector<double>{1, 2}));
    EXPECT_TRUE(says(message_of([&] { table.add_column(file, "short"); }), {"short"}));  // other rows
    EXPECT_TRUE(says(message_of([&] { table.add_column(file, "missing"); }), {"missing"}));
}

TEST(OpenDataset, NamesWhatItCannotOpen) {
    TemporaryFolder const folder;
    SmallFile{}.write(folder / "a.h5");
    h5::InputFile const file{folder / "a.h5"};
    EXPECT_EQ(h5::shape_of(h5::open_dataset(file, "jets")), (std::vector<hsize_t>{3, 2}));
    EXPECT_TRUE(
        says(message_of([&] { h5::open_dataset(file, "missing"); }), {"a.h5: /missing can't be opened as a dataset"}));
}

TEST(AttributeOfOutput, IsReadWithoutOpeningTheFileAsAnInput) {
    TemporaryFolder const folder;
    {
        ForeignFile file{folder / "a.h5"};
        file.add_attribute("kind", "mine");
    }
    write_file(folder / "text", "kind");
    EXPECT_EQ(h5::attribute_of_output(folder / "a.h5", "kind"), "mine");
    EXPECT_EQ(h5::attribute_of_output(folder / "a.h5", "seed"), "");
    EXPECT_EQ(h5::attribute_of_output(folder / "text", "kind"), "");
    EXPECT_EQ(h5::attribute_of_output(folder / "missing", "kind"), "");
}

TEST(LikelyCause, SaysWhatUsersMeetAndKeepsOtherReasons) {
    EXPECT_TRUE(says(h5::likely_cause("file is already open for write"), {"still open for writing", "h5clear -s"}));
    EXPECT_TRUE(says(h5::likely_cause("bad version number"), {"made by a newer HDF5", "bad version number"}));
    EXPECT_EQ(h5::likely_cause("address overflowed"), "address overflowed");
}

}  // namespace
}  // namespace jetseq::data
