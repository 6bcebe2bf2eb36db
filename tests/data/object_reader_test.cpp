#include "data/sequences/object_reader.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::TemporaryFolder;
using Table = std::vector<test::Column>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<float> numbers(ObjectList const& list) { return {list.values.begin(), list.values.end()}; }

std::vector<std::size_t> lengths(ObjectList const& list) {
    std::vector<std::size_t> of_events;
    for (std::size_t n = 0; n < list.size(); ++n) of_events.push_back(list.length(n));
    return of_events;
}

/// A file with three events of met 10, 20, 40 and a table `name` [3, 2].
class ObjectReaders : public testing::Test {
protected:
    void write(Table const& objects, std::string const& name = "tracks") {
        test::ForeignFile file{path};
        file.add_table("events", {3},
                       {{"eventNumber", H5T_STD_U64LE, {1, 2, 3}}, {"met", H5T_IEEE_F32LE, {10, 20, 40}}});
        file.add_table(name, {3, 2}, objects);
    }
    ObjectList read(ObjectChoice const& choice, Names const& names = {}) {
        h5::InputFile const file{path};
        ObjectReader reader{file, names, choice, 3};
        ObjectList list;
        list.choice = choice;
        reader.read(0, 2, list);
        reader.read(2, 1, list);
        notes = reader.notes();
        return list;
    }
    std::string refusal_of(ObjectChoice const& choice, Names const& names = {}) {
        return message_of([&] { read(choice, names); });
    }

    TemporaryFolder const folder;
    std::string const path = folder / "a.h5";
    std::vector<std::string> notes;
};

/// Rows of none, one and two tracks; what padding holds is nonsense.
Table tracks() {
    return {{"valid", test::bool_type(), {0, 0, 1, 0, 1, 1}},
            {"pt", H5T_IEEE_F64LE, {nan, 7, 4, nan, 1, 9}},
            {"d0", H5T_IEEE_F32LE, {nan, nan, -0.5, 7, 0.25, 2}},
            {"hits", H5T_STD_I8LE, {5, 5, 3, 5, 6, -1}}};
}

TEST_F(ObjectReaders, GiveTheColumnsOfEachObjectInTheOrderOfTheFile) {
    write(tracks());
    auto const list = read({"tracks", {"d0", "hits", "pt"}});
    EXPECT_EQ(lengths(list), (std::vector<std::size_t>{0, 1, 2}));
    EXPECT_EQ(numbers(list), (std::vector<float>{-0.5F, 3, 4, 0.25F, 6, 1, 2, -1, 9}));
    EXPECT_TRUE(notes.empty());
    h5::InputFile const file{path};
    Names const names;
    ObjectReader const reader{file, names, {"tracks", {"d0"}}, 3};
    EXPECT_EQ(reader.width(), 2U);
    EXPECT_EQ(reader.features(), 1U);
    EXPECT_EQ(reader.where(), path + ": /tracks");
    EXPECT_GE(reader.bytes_of_row(), 2 * 3 * sizeof(double));
}

TEST_F(ObjectReaders, ComputeExpressionsOfColumnsOfObjectsAndEvents) {
    write(tracks());
    auto const list = read({"tracks", {"pt / event.met", "hits > 3", "abs(d0)"}});
    EXPECT_EQ(numbers(list), (std::vector<float>{0.2F, 0, 0.5F, 0.025F, 1, 0.25F, 0.225F, 0, 2}));
}

TEST_F(ObjectReaders, SortByAColumnThatIsNoFeatureAndKeepTheFirst) {
    write(tracks());
    EXPECT_EQ(numbers(read({"tracks", {"hits"}, "-pt"})), (std::vector<float>{3, -1, 6}));
    EXPECT_EQ(numbers(read({"tracks", {"hits"}, "pt"})), (std::vector<float>{3, 6, -1}));
    EXPECT_EQ(numbers(read({"tracks", {"hits"}, "-abs(d0)"})), (std::vector<float>{3, -1, 6}));
    EXPECT_TRUE(notes.empty());
    EXPECT_EQ(numbers(read({"tracks", {"hits"}, "-pt", 1})), (std::vector<float>{3, -1}));
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0], "of tracks the first 1 are read: 1 more, of 1 events, are left out");
}

TEST_F(ObjectReaders, KeepTheOrderOfEqualObjectsAndRefuseToSortByNoNumber) {
    auto table = tracks();
    table[1].values = {nan, 7, 4, nan, 1, 1};
    write(table);
    EXPECT_EQ(numbers(read({"tracks", {"hits"}, "-pt"})), (std::vector<float>{3, 6, -1}));
    table[1].values[5] = nan;
    write(table);
    EXPECT_TRUE(says(refusal_of({"tracks", {"hits"}, "-pt"}),
                     {"/tracks, row 2, place 1: '-pt' is not a number", "sorted by it"}));
}

TEST_F(ObjectReaders, RefuseAFeatureThatIsNotFiniteUnlessANumberStandsInForIt) {
    auto table = tracks();
    table[2].values[4] = nan;
    write(table);
    EXPECT_TRUE(says(refusal_of({"tracks", {"pt", "d0"}}),
                     {"/tracks, row 2, place 0: 'd0' is nan (not finite", "if(finite(x), x, 0)"}));
    EXPECT_EQ(numbers(read({"tracks", {"if(finite(d0), d0, 0)", "finite(d0)"}})),
              (std::vector<float>{-0.5F, 1, 0, 0, 2, 1}));
    table[1].values[2] = 1e300;
    write(table);
    EXPECT_TRUE(says(refusal_of({"tracks", {"pt"}}), {"row 1, place 0: 'pt' is 1e+300 (not finite in single"}));
    EXPECT_EQ(numbers(read({"tracks", {"clip(pt, 0, 5)"}})), (std::vector<float>{5, 1, 5}));
}

TEST_F(ObjectReaders, NoteNumbersThatOftenMeanUnknown) {
    auto table = tracks();
    table[2].values[4] = -999;
    write(table);
    read({"tracks", {"d0"}});
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_TRUE(says(notes[0], {"the feature 'd0' of tracks is -999 of some objects", "taken as a number"}));
    EXPECT_EQ(numbers(read({"tracks", {"if(d0 != -999, d0, 0)"}})), (std::vector<float>{-0.5F, 0, 2}));
    EXPECT_TRUE(notes.empty());
}

TEST_F(ObjectReaders, TakeTheLeadingPlacesWithAPtIfNothingMarksObjects) {
    for (double const padding : {0.0, -1.0, -999.0, -999.9, nan}) {
        write({{"pt", H5T_IEEE_F64LE, {padding, padding, 4, padding, 1, 9}},
               {"d0", H5T_IEEE_F32LE, {1, 1, 0, 1, 0.25, 0}}});
        EXPECT_EQ(numbers(read({"tracks", {"d0"}})), (std::vector<float>{0, 0.25F, 0})) << padding;
        ASSERT_EQ(notes.size(), 1U);
        EXPECT_TRUE(says(notes[0], {"tracks have no column 'valid'", "finite pt above 0"}));
    }
    write({{"pt", H5T_IEEE_F64LE, {0, 5, 4, 0, 1, 9}}});
    EXPECT_TRUE(says(refusal_of({"tracks", {"pt"}}), {"row 0: place 1 holds an object after an empty place"}));
    write({{"pt", H5T_IEEE_F64LE, {5, -0.5, 4, 0, 1, 9}}});
    EXPECT_TRUE(says(refusal_of({"tracks", {"pt"}}), {"row 0, place 1: pt is -0.5", "padding has 0, NaN"}));
}

TEST_F(ObjectReaders, SeeThePaddingBeforeUnitsAreConverted) {
    write({{"pt", H5T_IEEE_F64LE, {-999, -999, 4000, -999, 1000, 9000}}, {"m", H5T_IEEE_F64LE, {0, 0, 100, 0, 0, 0}}});
    Names names;
    names.mev = true;
    EXPECT_EQ(numbers(read({"tracks", {"pt", "m"}}, names)), (std::vector<float>{4, 0.1F, 1, 0, 9, 0}));
}

TEST_F(ObjectReaders, TakePlacesWithAnyNumberIfThereIsNoPt) {
    write({{"charge", H5T_STD_I8LE, {0, 0, 0, 0, 1, -1}}, {"d0", H5T_IEEE_F32LE, {nan, -999, 0.5, 0, 0, 0.25}}});
    auto const list = read({"tracks", {"charge"}});  // d0 shows that charge 0 is no padding
    EXPECT_EQ(numbers(list), (std::vector<float>{0, 1, -1}));
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_TRUE(says(notes[0], {"no column 'valid'", "a number other than 0, NaN and -999"}));
    write({{"d0", H5T_IEEE_F32LE, {0, 0.5, 0, 0, 0, 0}}});
    EXPECT_TRUE(says(refusal_of({"tracks", {"d0"}}), {"row 0: place 1 holds an object after an empty place", "valid"}));
}

TEST_F(ObjectReaders, TakeAMaskForPaddingUnlessItIsOfTheObjects) {
    auto table = tracks();
    table[0] = {"mask", test::bool_type(), {1, 1, 0, 1, 0, 0}};
    table[1].values = {0, 0, 4, nan, 1, 9};
    write(table);
    EXPECT_EQ(numbers(read({"tracks", {"hits"}})), (std::vector<float>{3, 6, -1}));
    table[1].values[3] = 3;  // of padding, beside an object
    write(table);
    EXPECT_EQ(numbers(read({"tracks", {"hits"}})), (std::vector<float>{3, 6, -1}));
    table[1].values[2] = 0;
    write(table);
    EXPECT_TRUE(says(refusal_of({"tracks", {"hits"}}), {"row 1: pt is above 0 only where 'mask' is true"}));
}

TEST_F(ObjectReaders, RefuseAFlagThatIsNone) {
    auto table = tracks();
    table[0] = {"valid", H5T_STD_I8LE, {0, 0, 1, 0, 2, 1}};
    write(table);
    EXPECT_TRUE(says(refusal_of({"tracks", {"hits"}}), {"row 2: 'valid' is 2 (a flag is 0 or 1)"}));
}

TEST_F(ObjectReaders, FindTheJetsByTheNamesOfTheFile) {
    auto table = tracks();
    table[0].name = "is_real", table[1].name = "pT";
    write(table, "objects");
    Names names;
    names.renamed = {{"jets", "objects"}, {"jets.pt", "pT"}, {"jets.valid", "is_real"}};
    EXPECT_EQ(numbers(read({"jets", {"pt", "pT", "log(pt)"}, "-pt"}, names)).size(), 9U);
    EXPECT_EQ(numbers(read({"jets", {"pt"}, "-pt"}, names)), (std::vector<float>{4, 9, 1}));
    names.renamed["jets.valid"] = "";
    write({{"pT", H5T_IEEE_F64LE, {0, 0, 4, 0, 1, 9}}, {"valid", test::bool_type(), {0, 0, 0, 0, 0, 0}}}, "objects");
    EXPECT_EQ(numbers(read({"jets", {"pt"}}, names)), (std::vector<float>{4, 1, 9}));  // `valid` means nothing
}

TEST_F(ObjectReaders, NameWhatIsMissingAndItsLikeness) {
    write(tracks());
    EXPECT_TRUE(says(refusal_of({"track", {"d0"}}), {"has no dataset /track", "did you mean 'tracks'?"}));
    EXPECT_TRUE(says(refusal_of({"tracks", {"pt", "d1"}}),
                     {"/tracks has no column 'd1' (it has: valid, pt, d0, hits", "did you mean 'd0'?"}));
    EXPECT_TRUE(says(refusal_of({"tracks", {"log(d1)"}}), {"no column 'd1' (for 'log(d1)')"}));
    EXPECT_TRUE(says(refusal_of({"tracks", {"pt"}, "-hit"}), {"no column 'hit'", "did you mean 'hits'?"}));
    EXPECT_TRUE(says(refusal_of({"tracks", {"pt / event.mat"}}),
                     {"/events has no column 'mat' (for 'pt / event.mat')", "did you mean 'met'?"}));
    EXPECT_TRUE(says(refusal_of({"tracks", {"lgo(pt)"}}), {"no function 'lgo'"}));
    EXPECT_TRUE(says(refusal_of({"events", {"met"}}), {"has 1 dimension(s)"}));
}

TEST_F(ObjectReaders, RefuseOtherRowsThanTheEvents) {
    write(tracks());
    h5::InputFile const file{path};
    Names const names;
    EXPECT_TRUE(says(message_of([&] { ObjectReader(file, names, {"tracks", {"d0"}}, 4); }), {"has 3 rows, not 4"}));
}

}  // namespace
}  // namespace jetseq::data
