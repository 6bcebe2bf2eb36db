#include "data/events/rows.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

std::string complaint(SmallFile const& file) {
    TemporaryFolder const folder;
    file.write(folder / "foreign.h5");
    return message_of([&] { read_sequences(folder / "foreign.h5"); });
}

/// A file whose jet in row 1 has `value` as its `column`.
SmallFile with_jet(std::string const& column, double value) {
    SmallFile file;
    file.jet_column(column).values[2] = value;
    return file;
}

TEST(Rows, ValidJetsMustHaveFiniteNumbers) {
    for (auto const* column : {"pt", "eta", "phi", "e"}) {
        std::string const name = column;
        EXPECT_TRUE(says(complaint(with_jet(name, NAN)), {"foreign.h5: /jets, row 1", name + " nan"}));
        EXPECT_TRUE(says(complaint(with_jet(name, INFINITY)), {"/jets, row 1", name + " inf"}));
        EXPECT_TRUE(says(complaint(with_jet(name, -INFINITY)), {"/jets, row 1", name + " -inf"}));
    }
}

TEST(Rows, ValidJetsMustHaveAPt) {
    EXPECT_TRUE(says(complaint(with_jet("pt", 0)), {"/jets, row 1", "pt > 0"}));
    EXPECT_TRUE(says(complaint(with_jet("pt", -40)), {"/jets, row 1", "pt -40", "Mark the object as not valid"}));
}

TEST(Rows, WeightsMustBeFinite) {
    SmallFile file;
    file.events.push_back({"mcEventWeight", H5T_IEEE_F64LE, {1, 1, NAN}});
    EXPECT_TRUE(says(complaint(file), {"foreign.h5: /events, row 2", "'mcEventWeight' is nan"}));
    file.events.back().values = {INFINITY, 1, 1};
    EXPECT_TRUE(says(complaint(file), {"/events, row 0", "'mcEventWeight' is inf"}));
}

TEST(Rows, LabelsMustBeKnown) {
    for (int const label : {-2, 16, 99}) {
        SmallFile file;
        file.events[1].values[1] = label;
        EXPECT_TRUE(says(complaint(file), {"/events, row 1", "'signalType' is " + std::to_string(label), "1 VBF"}));
    }
}

TEST(Rows, EventsOfUnknownProductionAreFine) {
    TemporaryFolder const folder;
    SmallFile file;
    file.events[1].values[1] = -1;
    file.write(folder / "foreign.h5");
    EXPECT_EQ(read_sequences(folder / "foreign.h5").events[1].production, Production::unknown);
}

TEST(Rows, RegimesMustBeKnown) {
    SmallFile file;
    file.events.push_back({"regime", H5T_STD_I32LE, {0, 7, 2}});
    EXPECT_TRUE(says(complaint(file), {"/events, row 1", "regime", "7"}));
}

TEST(Rows, EventNumbersMustNotBeNegative) {  // as unsigned numbers they would all become 0, one event for the split
    SmallFile file;
    file.events[0] = {"eventNumber", H5T_STD_I64LE, {1, -2, -3}};
    EXPECT_TRUE(says(complaint(file), {"/events", "eventNumber"}));
}

}  // namespace
}  // namespace jetseq
