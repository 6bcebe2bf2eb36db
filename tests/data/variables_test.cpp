#include "data/sequences/variables.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::TemporaryFolder, test::toy_sequences;
using Table = std::vector<test::Column>;

/// Events with the variables n, n + 0.5 of event n.
Sequences with_variables(std::size_t count) {
    auto sequences = toy_sequences(count, 1);
    sequences.variables.names = {"gap", "width"};
    for (std::size_t n = 0; n < count; ++n) {
        for (float const more : {0.0F, 0.5F}) sequences.variables.values.push_back(static_cast<float>(n) + more);
    }
    return sequences;
}

/// A small file of three events with this table `variables`.
void write_small(std::string const& path, std::size_t rows, Table const& columns) {
    test::SmallFile const small;
    test::ForeignFile file{path};
    file.add_table("events", small.event_shape, small.events);
    file.add_table("jets", small.jet_shape, small.jets);
    file.add_table("variables", {rows}, columns);
}

/// What reading `gap` says of it.
std::string complaint_about(std::size_t rows, Table const& columns) {
    TemporaryFolder const folder;
    write_small(folder / "small.h5", rows, columns);
    Names names;
    names.variables = {"gap"};
    return message_of([&] { read_sequences(folder / "small.h5", names); });
}

TEST(Variables, AreReadByNameInAnyOrder) {
    TemporaryFolder const folder;
    write_sequences(folder / "events.h5", with_variables(9000), {});  // more than the 8192 rows of a block
    Names names;
    names.variables = {"width", "gap"};
    auto const& values = read_sequences(folder / "events.h5", names).variables.values;
    ASSERT_EQ(values.size(), 18'000);
    for (std::size_t n = 0; n < 9000; ++n) {
        EXPECT_EQ(values[2 * n], static_cast<float>(n) + 0.5F);
        EXPECT_EQ(values[2 * n + 1], static_cast<float>(n));
    }
}

TEST(Variables, AreNotReadUnlessAskedFor) {
    TemporaryFolder const folder;
    write_sequences(folder / "events.h5", with_variables(3), {});
    EXPECT_EQ(read_sequences(folder / "events.h5").variables.values.size(), 0);
}

TEST(Variables, GoWithTheirEvents) {
    auto const turned = reordered(with_variables(3), {2, 0, 1});
    EXPECT_EQ(turned.variables.values, (Column<float>{2, 2.5F, 0, 0.5F, 1, 1.5F}));
    auto twice = with_variables(1);
    twice.add(with_variables(2));
    EXPECT_EQ(twice.variables.values, (Column<float>{0, 0.5F, 0, 0.5F, 1, 1.5F}));
}

TEST(Variables, MustHaveARowForEachEvent) {
    auto const message = complaint_about(2, {{"gap", H5T_IEEE_F32LE, {1, 2}}});
    EXPECT_TRUE(says(message, {"small.h5", "variables", "has 2 rows, not 3 as the events", "a row for each event"}));
}

TEST(Variables, MustBeFinite) {
    for (double const bad : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
        auto const message = complaint_about(3, {{"gap", H5T_IEEE_F32LE, {1, 2, bad}}});
        EXPECT_TRUE(says(message, {"small.h5", "variables", "row 2", "'gap' is not a finite number"}));
    }
}

TEST(Variables, ThatStandForUnknownOnesAreNoted) {
    TemporaryFolder const folder;
    write_small(folder / "small.h5", 3,
                {{"gap", H5T_IEEE_F32LE, {1, -999.9, 3}}, {"width", H5T_IEEE_F32LE, {1, 2, 3}}});
    Names names;
    names.variables = {"gap", "width"};
    Sequences sequences;
    auto const notes = read_sequences(folder / "small.h5", names, {}, sequences).notes;
    ASSERT_EQ(notes.size(), 1);
    EXPECT_TRUE(says(notes[0], {"the variable 'gap' is -999.9 in some events"}));
    EXPECT_EQ(sequences.variables.values[2], -999.9F);
}

TEST(Variables, MustHaveTheColumnThatIsAskedFor) {
    auto const message = complaint_about(3, {{"width", H5T_IEEE_F32LE, {1, 2, 3}}});
    EXPECT_TRUE(says(message, {"small.h5", "variables", "no column", "'gap'"}));
}

TEST(Variables, StandAtPlacesWhichAreFoundByName) {
    auto const variables = with_variables(0).variables;
    EXPECT_EQ(places_of({"width", "gap", "width"}, variables), (std::vector<std::size_t>{1, 0, 1}));
    EXPECT_TRUE(
        says(message_of([&] { places_of({"hight"}, variables); }), {"without the variable 'hight'", "gap, width"}));
    EXPECT_TRUE(says(message_of([] { places_of({"gap"}, EventVariables{}); }), {"there: none"}));
}

TEST(ObjectLists, AreFoundByNameAndOrder) {
    Sequences sequences;
    sequences.objects.resize(2);
    sequences.objects[0].choice = {"tracks", {"pt", "d0"}, "-pt", 5};
    sequences.objects[1].choice = {"tracks", {"z0"}};
    ObjectChoice const wanted{"tracks", {"d0"}, "-pt", 5};
    EXPECT_TRUE(are_alike(wanted, sequences.objects[0].choice));
    EXPECT_EQ(&list_for(wanted, sequences), &sequences.objects[0]);
    EXPECT_EQ(places_of(wanted.features, sequences.objects[0]), std::vector<std::size_t>{1});
    EXPECT_TRUE(test::says(test::message_of([&] { places_of({"z0"}, sequences.objects[0]); }), {"without 'z0'"}));
    EXPECT_TRUE(test::says(test::message_of([&] { list_for({"jets", {"pt"}}, sequences); }), {"without the objects"}));
}

}  // namespace
}  // namespace jetseq::data
