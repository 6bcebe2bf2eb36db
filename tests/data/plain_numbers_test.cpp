// Foreign files without our columns: masses, no `valid`, no event numbers or labels, plain arrays, groups.
#include <gtest/gtest.h>

#include <cmath>

#include "data/events/names.hpp"
#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::ForeignFile, test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

constexpr float rounding = 1e-6F;

/// What is read of a file, and what is said of it.
struct Read {
    Sequences sequences;
    ReadReport report;
};

Read read(std::string const& path, Names const& names = {}) {
    Read result;
    result.report = read_sequences(path, names, {}, result.sequences);
    return result;
}

Read read(SmallFile const& file, Names const& names = {}) {
    TemporaryFolder const folder;
    file.write(folder / "foreign.h5");
    return read(folder / "foreign.h5", names);
}

std::string complaint(SmallFile const& file, Names const& names = {}) {
    return message_of([&] { read(file, names); });
}

void remove(std::vector<test::Column>& columns, std::string const& name) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name) columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

/// The jets of an unchanged SmallFile, as their file says them or with energies from masses.
void expect_small_jets(Sequences const& sequences) {
    EXPECT_EQ(sequences.offsets, (Column<std::uint64_t>{0, 0, 1, 3}));
    ASSERT_EQ(sequences.jets.size(), 3);
    EXPECT_EQ(sequences.jets[0].pt, 60);
    EXPECT_EQ(sequences.jets[1].eta, -2.5F);
    EXPECT_EQ(sequences.jets[2].phi, 2);
    EXPECT_NEAR(sequences.jets[0].e, 150, 150 * rounding);
}

TEST(Masses, GiveEnergies) {
    for (std::string const name : {"m", "jet_mass"}) {
        SmallFile file;
        file.jet_column("e") = {name, H5T_IEEE_F32LE, {0, 0, 8, 0, 0, 40}};
        Names names;
        if (name != "m") names.renamed["jets.m"] = name;
        auto const [sequences, report] = read(file, names);
        EXPECT_NEAR(sequences.jets[0].e, std::hypot(60 * std::cosh(1.5), 8), 150 * rounding);
        EXPECT_NEAR(sequences.jets[1].e, 90 * std::cosh(2.5), 560 * rounding);
        EXPECT_NEAR(sequences.jets[2].e, std::hypot(40 * std::cosh(3.0), 40), 410 * rounding);
        EXPECT_EQ(report.notes.size(), name == "m" ? 1 : 0);  // what was asked for needs no note
    }
}

TEST(Masses, OfMeVBecomeGeV) {
    SmallFile file;
    file.jet_column("e") = {"m", H5T_IEEE_F32LE, {0, 0, 8e3, 0, 0, 40e3}};
    for (double& pt : file.jet_column("pt").values) pt *= 1000;
    Names names;
    names.mev = true;
    EXPECT_NEAR(read(file, names).sequences.jets[0].e, std::hypot(60 * std::cosh(1.5), 8), 150 * rounding);
}

TEST(Masses, AreRefusedIfTheyAreNotMasses) {
    SmallFile file;
    file.jet_column("e") = {"m", H5T_IEEE_F32LE, {0, 0, -999, 0, 0, 40}};
    EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "'m' is -999"}));
    file.jet_column("m").values[2] = NAN;
    EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "'m' is nan"}));
    Names both;
    both.renamed = {{"jets.e", "e"}, {"jets.m", "e"}};
    EXPECT_TRUE(says(complaint(SmallFile{}, both), {"both jets.e and jets.m"}));
}

TEST(Masses, OfMeVThatStandForUnknownOnesAreRefused) {  // of 120 GeV -999 MeV could be rounding
    SmallFile file;
    file.jet_column("e") = {"m", H5T_IEEE_F32LE, {0, 0, 8e3, 0, -999, 40e3}};
    for (double& pt : file.jet_column("pt").values) pt *= 2000;
    Names names;
    names.mev = true;
    EXPECT_TRUE(says(complaint(file, names), {"/jets, row 2", "'m' is -999"}));
}

TEST(Masses, BelowZeroByRoundingAreZero) {
    SmallFile file;
    double const p = 90 * std::cosh(2.5);  // of the jet with m = -5e-4 p
    file.jet_column("e") = {"m", H5T_IEEE_F64LE, {0, 0, 8, 0, -5e-4 * p, 40}};
    EXPECT_NEAR(read(file).sequences.jets[1].e, p, p * 1e-7);
    file.jet_column("m").values[4] = -2e-3 * p;
    EXPECT_TRUE(says(complaint(file), {"/jets, row 2", "a mass is 0 or more"}));
    file.jet_column("eta").values[4] = NAN;
    EXPECT_TRUE(says(complaint(file), {"/jets, row 2", "eta nan"}));
}

TEST(Masses, AboveEachMomentumAreEnergies) {
    SmallFile file;
    file.event_shape = {20}, file.jet_shape = {20, 1};
    for (auto& column : file.events) column.values.assign(20, 1);
    file.jets = {{"pt", H5T_IEEE_F32LE, std::vector<double>(20, 50)},
                 {"eta", H5T_IEEE_F32LE, std::vector<double>(20, 1)},
                 {"phi", H5T_IEEE_F32LE, std::vector<double>(20, 1)},
                 {"m", H5T_IEEE_F32LE, std::vector<double>(20, 77.5)}};  // 50 cosh 1 = 77.15
    EXPECT_TRUE(says(complaint(file), {"/jets: the mass 'm' of each of 20 jets", "energies taken for masses"}));
    file.jet_column("m").values[3] = 5;
    EXPECT_EQ(read(file).sequences.size(), 20);
}

TEST(Jets, WithoutFourVectorsAreTheLimitThatIsStated) {
    SmallFile file;
    remove(file.jets, "pt");
    EXPECT_TRUE(says(complaint(file), {"/jets has no column 'pt'", "four-vectors", "also if a network has other inputs", "data.names"}));
}

TEST(Jets, CanNotBeWithoutAColumnThatIsMappedToNothing) {
    Names names;
    names.renamed["jets.e"] = "";
    EXPECT_TRUE(says(complaint(SmallFile{}, names), {"/jets: data.names maps one of ", "jets.e to \"\""}));
}

TEST(Jets, OfMoreColumnsThanAreReadHaveThemNamed) {
    SmallFile file;
    for (auto const* name : {"btag", "d0", "z0"}) file.jets.push_back({name, H5T_IEEE_F32LE, {0, 0, 1, 0, 1, 1}});
    auto const notes = read(file).report.notes;
    ASSERT_EQ(notes.size(), 1);
    EXPECT_TRUE(says(notes[0], {"only the four-vectors are read, not d0, z0"}));
}

TEST(Padding, WithoutValidIsWhatHasNoPt) {
    for (double const none : {0.0, static_cast<double>(NAN), -999.0, -999.9, -1.0}) {
        SmallFile file;
        remove(file.jets, "valid");
        for (std::size_t const i : {0, 1, 3}) {
            for (auto* name : {"pt", "eta", "phi", "e"}) file.jet_column(name).values[i] = none;
        }
        auto const [sequences, report] = read(file);
        expect_small_jets(sequences);
        ASSERT_EQ(report.notes.size(), 1);
        EXPECT_TRUE(says(report.notes[0], {"no column 'valid'", "padding"}));
    }
}

TEST(Padding, WithoutValidTrails) {
    SmallFile file;
    remove(file.jets, "valid");
    file.jet_column("pt").values[4] = 0;  // jet 0 of row 2
    EXPECT_TRUE(says(complaint(file), {"/jets, row 2", "jet 1", "after a place without a jet", "valid"}));
    file.jet_column("pt").values = {0, 0, 60, INFINITY, 90, 40};
    EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "pt is inf"}));
    file.jet_column("pt").values = {0, 0, 60, -0.5, 90, 40};
    EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "pt is -0.5"}));
    file.jet_column("pt").values = {0, 0, 60, 0, 90, 40}, file.jet_column("eta").values[5] = NAN;
    EXPECT_TRUE(says(complaint(file), {"/jets, row 2", "eta nan"}));
}

TEST(EventNumbers, CanBeThoseOfRows) {
    SmallFile file;
    remove(file.events, "eventNumber");
    EXPECT_TRUE(says(complaint(file), {"/events has no column 'eventNumber'", "{events.eventNumber: row}"}));
    Names names;
    names.renamed["events.eventNumber"] = "row";
    auto const [sequences, report] = read(file, names);
    for (std::size_t n = 0; n < 3; ++n) EXPECT_EQ(sequences.events[n].event_number, n);
    EXPECT_TRUE(report.counts_rows);
    ASSERT_EQ(report.notes.size(), 1);
    EXPECT_TRUE(says(report.notes[0], {"order of the rows"}));
    file.events.push_back({"row", H5T_STD_I32LE, {7, 8, 9}});  // a column of this name is one
    EXPECT_EQ(read(file, names).sequences.events[2].event_number, 9);
}

TEST(Labels, MayBeMissingIfTheyAreNotNeeded) {
    SmallFile file;
    remove(file.events, "signalType");
    auto const [sequences, report] = read(file);
    EXPECT_EQ(sequences.events[1].production, Production::unknown);
    EXPECT_TRUE(says(report.missing_label, {"/events has no column 'signalType' (it has: eventNumber)"}));
    EXPECT_EQ(read(SmallFile{}).report.missing_label, "");
    Names names;
    names.classes = {{4, 1}};
    auto const notes = read(file, names).report.notes;
    ASSERT_EQ(notes.size(), 1);
    EXPECT_TRUE(says(notes[0], {"data.classes has no effect"}));
}

TEST(Labels, AreMappedByValue) {
    SmallFile file;
    file.events[1].values = {5, 0, 15};
    Names names;
    names.classes = {{0, 0}, {5, 2}, {15, -1}};
    auto const events = read(file, names).sequences.events;
    EXPECT_EQ(static_cast<int>(events[0].production), 2);
    EXPECT_EQ(events[1].production, Production::ggf_dy);
    EXPECT_EQ(events[2].production, Production::unknown);
    names.classes.erase(5);
    EXPECT_TRUE(says(complaint(file, names), {"/events, row 0", "'signalType' is 5", "data.classes"}));
}

/// X [3, 2, 4] and y [3] with the jets and labels of a SmallFile.
void write_arrays(std::string const& path, SmallFile small) {
    ForeignFile file{path};
    std::vector<double> x;
    for (std::size_t i = 0; i < 6; ++i) {
        for (auto* name : {"pt", "eta", "phi", "e"}) x.push_back(small.jet_column(name).values[i]);
    }
    file.add_numbers("X", {3, 2, 4}, x);
    file.add_numbers("y", {3}, small.events[1].values);
}

TEST(PlainArrays, AreReadWithNamesForTheirColumns) {
    TemporaryFolder const folder;
    write_arrays(folder / "a.h5", {});
    Names names;
    names.renamed = {{"jets", "X"}, {"events.signalType", "y"}, {"events.eventNumber", "row"}};
    names.columns["X"] = {"pt", "eta", "phi", "e"};
    auto const sequences = read(folder / "a.h5", names).sequences;
    expect_small_jets(sequences);
    EXPECT_EQ(sequences.events[0].production, Production::ggf_dy);
    EXPECT_EQ(sequences.events[2].production, Production::vbf);
    names.renamed = {{"jets", "X"}, {"events", "y"}, {"events.eventNumber", "row"}};
    names.columns["y"] = {"signalType"};
    EXPECT_EQ(read(folder / "a.h5", names).sequences.events[2].production, Production::vbf);
}

TEST(PlainArrays, OfLabelsMayHaveAnAxisOfOne) {
    TemporaryFolder const folder;
    SmallFile const small;
    {
        ForeignFile file{folder / "a.h5"};
        file.add_table("events", {3}, {small.events[0]});
        file.add_table("jets", {3, 2}, small.jets);
        file.add_numbers("y", {3, 1}, {0, 1, 1});
        file.add_numbers("one_hot", {3, 2}, {1, 0, 0, 1, 0, 1});
    }
    Names names;
    names.renamed["events.signalType"] = "y";
    EXPECT_EQ(read(folder / "a.h5", names).sequences.events[2].production, Production::vbf);
    names.renamed["events.signalType"] = "one_hot";
    EXPECT_TRUE(says(message_of([&] { read(folder / "a.h5", names); }), {"/one_hot has 2 dimension(s), 3 x 2"}));
}

TEST(PlainArrays, SayHowTheyCanBeRead) {
    TemporaryFolder const folder;
    write_arrays(folder / "a.h5", {});
    Names names;
    names.renamed = {{"jets", "X"}, {"events.signalType", "y"}, {"events.eventNumber", "row"}};
    auto const complaint = [&] { return message_of([&] { read(folder / "a.h5", names); }); };
    EXPECT_TRUE(says(complaint(), {"/X is not a compound dataset", "data.columns"}));
    names.columns["X"] = {"pt", "eta", "phi"};
    EXPECT_TRUE(says(complaint(), {"/X has 3 dimension(s)", "3 columns"}));
    names.columns["X"] = {"pt", "eta", "phi", "energy"};
    EXPECT_TRUE(says(complaint(), {"/X has no column 'e'", "pt, eta, phi, energy"}));
    names.renamed["jets.e"] = "energy";
    EXPECT_EQ(complaint(), "(nothing was thrown)");
}

TEST(PlainArrays, HaveTheirColumnsNamedAndNoOthers) {
    Names names;
    names.columns["X"] = {"pt", "eta", "phi", "e"};
    EXPECT_TRUE(says(complaint(SmallFile{}, names), {"data.columns names the columns of 'X'", "jets from 'jets'"}));
    names.columns = {{"jets", {"pt"}}};
    EXPECT_TRUE(says(complaint(SmallFile{}, names), {"/jets is a compound dataset", "data.columns"}));
}

TEST(PlainArrays, OfLabelsThatAreNotWholeAreRefused) {
    TemporaryFolder const folder;
    SmallFile small;
    small.events[1].values = {0, 0.7, 1};
    write_arrays(folder / "a.h5", small);
    Names names;
    names.renamed = {{"jets", "X"}, {"events.signalType", "y"}, {"events.eventNumber", "row"}};
    names.columns["X"] = {"pt", "eta", "phi", "e"};
    EXPECT_TRUE(says(message_of([&] { read(folder / "a.h5", names); }), {"row 1", "'y' is 0.7"}));
}

TEST(Groups, MayHoldADatasetForEachColumn) {
    TemporaryFolder const folder;
    SmallFile small;
    {
        ForeignFile file{folder / "a.h5"};
        file.add_table("events", {3}, small.events);
        file.add_group("jets");
        for (auto const& column : small.jets) file.add_numbers("jets/" + column.name, {3, 2}, column.values);
        file.add_numbers("jets/counts", {3}, {0, 1, 2});  // not a column: another shape
    }
    expect_small_jets(read(folder / "a.h5").sequences);
}

}  // namespace
}  // namespace jetseq::data
