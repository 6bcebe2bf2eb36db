#include "data/events/event_columns.hpp"

#include <gtest/gtest.h>

#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

/// Two events with columns in four places.
class EventColumnsOfAFile : public testing::Test {
protected:
    EventColumnsOfAFile() {
        test::ForeignFile file{path};
        file.add_table("events", {2},
                       {{"eventNumber", H5T_STD_U64LE, {1, 2}},
                        {"MET", H5T_IEEE_F32LE, {10, 20}},
                        {"m_vv", H5T_IEEE_F32LE, {1, 2}},
                        {"name", test::text_type(), {}}});
        file.add_table("variables", {2}, {{"m_vv", H5T_IEEE_F64LE, {3, 4}}, {"gap", H5T_STD_I16LE, {5, 6}}});
        file.add_table("scores", {2}, {{"p", H5T_IEEE_F32LE, {0.25, 0.75}}});
        file.add_numbers("mu", {2}, {40, 50});
        file.add_table("few", {1}, {{"x", H5T_IEEE_F32LE, {1}}});
        file.add_numbers("short", {1}, {40});
    }
    /// Both rows of these columns.
    std::vector<double> read(std::vector<std::string> const& names_of_columns, bool mev = false) {
        h5::InputFile const file{path};
        Names names;
        names.renamed = {{"events.met", "MET"}}, names.mev = mev;
        EventColumns columns{file, names, 2};
        for (auto const& column : names_of_columns) columns.add(column, "");
        EXPECT_EQ(columns.size(), names_of_columns.size());
        auto values = columns.read(0, 1);
        for (double const value : columns.read(1, 1)) values.push_back(value);
        return values;
    }
    std::string refusal_of(std::string const& column) {
        return message_of([&] { read({column}); });
    }
    TemporaryFolder const folder;
    std::string const path = folder / "a.h5";
};

TEST_F(EventColumnsOfAFile, AreFoundWhereverTheyAre) {
    EXPECT_EQ(read({"met", "gap", "mu", "scores.p", "events.m_vv", "variables.m_vv", "eventNumber"}),
              (std::vector<double>{10, 5, 40, 0.25, 1, 3, 1, 20, 6, 50, 0.75, 2, 4, 2}));
    EXPECT_EQ(read({"met", "events.met", "MET"}, true), (std::vector<double>{0.01, 0.01, 10, 0.02, 0.02, 20}));
}

TEST_F(EventColumnsOfAFile, AreToldApartByTheirDataset) {
    EXPECT_TRUE(says(refusal_of("m_vv"),
                     {"column 'm_vv' is in /events and in /variables", "Write events.m_vv or variables.m_vv"}));
}

TEST_F(EventColumnsOfAFile, AreNamedIfTheyAreMissing) {
    EXPECT_TRUE(
        says(refusal_of("gop"), {"/events has no column 'gop' (events have: eventNumber, MET, m_vv, name, m_vv, "
                                 "gap; the file has: events, few, mu",
                                 "DATASET.COLUMN", "did you mean 'gap'?"}));
    EXPECT_TRUE(says(refusal_of("variables.gop"), {"/variables has no column 'gop'", "did you mean 'gap'?"}));
    EXPECT_TRUE(says(refusal_of("nowhere.x"), {"no column 'nowhere.x'"}));
    EXPECT_TRUE(says(refusal_of("few.x"), {"/few has 1 rows, not 2"}));
    EXPECT_TRUE(says(refusal_of("short"), {"/short has 1 rows, not 2"}));
    EXPECT_TRUE(says(refusal_of("name"), {"column 'name' is not a number"}));
}

TEST_F(EventColumnsOfAFile, AreNoLabels) {
    h5::InputFile const file{path};
    Names names;
    names.renamed = {{"events.signalType", "gap"}};
    EventColumns columns{file, names, 2};
    columns.add("mu", "");
    EXPECT_TRUE(says(message_of([&] { columns.add("gap", " (for 'gap > 1')"); }),
                     {"column 'gap' (for 'gap > 1') is the label of the events"}));
}

TEST_F(EventColumnsOfAFile, AreListedAmongOthers) {
    h5::InputFile const file{path};
    Names const names;
    EventColumns columns{file, names, 2};
    EXPECT_EQ(columns.found_among({"log(gap)", "gap", "mu"}), (std::vector<std::string>{"gap", "mu"}));
}

TEST(InGev, LeavesNumbersThatMeanUnknown) {
    EXPECT_EQ(in_gev(2500), 2.5);
    EXPECT_EQ(in_gev(-999), -999);
}

}  // namespace
}  // namespace jetseq::data
