#include "data/events/info_reader.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

class InfoReaders : public testing::Test {
protected:
    InfoReader reader_of(SmallFile const& file, Names const& names = {}) const {
        file.write(folder / "a.h5");
        return InfoReader{h5::InputFile{folder / "a.h5"}, names};
    }
    TemporaryFolder const folder;
};

TEST_F(InfoReaders, ReadWhatIsThereAndLeaveTheRestAsInANewRow) {
    auto const reader = reader_of({});
    ASSERT_EQ(reader.size(), 3U);
    EXPECT_EQ(reader.where(), folder / "a.h5" + ": /events");
    EXPECT_TRUE(reader.has("signalType"));
    EXPECT_FALSE(reader.has("met"));
    EXPECT_FALSE(reader.counts_rows());
    auto const rows = reader.read(1, 2);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].event_number, 2U);
    EXPECT_EQ(rows[1].signal_type, 1);
    EXPECT_EQ(rows[1].weight, 1);
    EXPECT_EQ(rows[1].sample_id, 0);
}

TEST_F(InfoReaders, NameTheColumnsThatAreAbsentAndStayUnknown) {
    EXPECT_EQ(reader_of({}).absent(), (Absent{"events.leptons", "events.mass", "events.mcEventWeight", "events.met",
                                              "events.met_phi", "events.pt_miss", "events.spin"}));
    EXPECT_EQ(reader_of({}).lacks("met"),
              folder / "a.h5" + ": /events has no column 'met' (it has: eventNumber, signalType)");
}

TEST_F(InfoReaders, RefuseOrDropLabelsWithoutAClass) {
    Names names;
    names.classes = {{0, 1}};  // the file has 0, 1, 1
    EXPECT_TRUE(says(message_of([&] { reader_of({}, names).read(0, 3); }),
                     {"row 1: 'signalType' is 1", "labels.classes no class", "labels: {other: drop}"}));
    names.drops_other_classes = true;
    auto const rows = reader_of({}, names).read(0, 3);
    EXPECT_EQ(rows[0].signal_type, 1);
    EXPECT_EQ(rows[2].signal_type, -1);
    Sequences sequences;
    auto const report = read_sequences(folder / "a.h5", names, {}, sequences);
    EXPECT_TRUE(says(report.notes.back(), {"2 of 3 events have another 'signalType' than the classes"}));
}

TEST_F(InfoReaders, DropLabelsThatAreNoWholeNumbers) {
    SmallFile file;
    file.events[1] = {"signalType", H5T_IEEE_F32LE, {std::numeric_limits<double>::quiet_NaN(), 0.5, 4}};
    Names names;
    names.classes = {{4, 1}, {0, 0}};
    EXPECT_TRUE(
        says(message_of([&] { reader_of(file, names).read(0, 3); }), {"row 0: 'signalType' is nan", "other: drop"}));
    names.drops_other_classes = true;
    auto const rows = reader_of(file, names).read(0, 3);
    EXPECT_EQ(rows[0].signal_type, -1);
    EXPECT_EQ(rows[1].signal_type, -1);
    EXPECT_EQ(rows[2].signal_type, 1);
}

TEST_F(InfoReaders, LeaveColumnsToANetworkThatSaysWhatIsUnknown) {
    SmallFile file;
    file.events.push_back({"met", H5T_IEEE_F32LE, {-999, std::numeric_limits<double>::quiet_NaN(), 5}});
    file.events.push_back({"mass", H5T_IEEE_F32LE, {-999, 1, 1}});
    Names names;
    auto const refused = [&] { return message_of([&] { reader_of(file, names).read(0, 3); }); };
    EXPECT_NE(refused(), "");
    names.inputs.variables = {"eventNumber"};
    EXPECT_TRUE(says(refused(), {"mass"}));  // met, which nothing reads, is no matter
    names.inputs.variables = {"if(met != -999, met, 0)", "met == -999"};
    EXPECT_TRUE(says(refused(), {"mass"}));  // which nothing treats
    names.inputs.variables.emplace_back("if(mass > 0, mass, 0)");
    {
        auto const reader = reader_of(file, names);
        EXPECT_EQ(reader.left_to_network(), (std::set<std::string>{"mass", "met"}));
        EXPECT_EQ(reader.absent().count("events.met"), 1U);
        EXPECT_EQ(reader.read(0, 3).size(), 3U);
    }
    names.inputs.variables.emplace_back("met / 2");  // says nothing of unknown numbers
    EXPECT_NE(refused(), "");
}

TEST_F(InfoReaders, TakeOtherNamesUnitsAndLabels) {
    SmallFile file;
    file.events = {{"id", H5T_STD_U64LE, {7, 8, 9}},
                   {"process", H5T_STD_I32LE, {500, 500, 600}},
                   {"MET", H5T_IEEE_F32LE, {20000, 30000, 0}}};
    Names names;
    names.renamed = {{"events.eventNumber", "id"}, {"events.signalType", "process"}, {"events.met", "MET"}};
    names.classes = {{500, 0}, {600, 1}};
    names.mev = true;
    auto const rows = reader_of(file, names).read(0, 3);
    EXPECT_EQ(rows[2].event_number, 9U);
    EXPECT_EQ(rows[0].signal_type, 0);
    EXPECT_EQ(rows[2].signal_type, 1);
    EXPECT_FLOAT_EQ(rows[1].met, 30);
}

TEST_F(InfoReaders, NumberTheRowsIfThatIsAskedForAndRefuseEventsWithoutANumber) {
    SmallFile file;
    file.events = {{"signalType", H5T_STD_I32LE, {0, 1, 1}}};
    Names names;
    names.renamed = {{"events.eventNumber", "row"}};
    {
        auto const reader = reader_of(file, names);
        EXPECT_TRUE(reader.counts_rows());
        EXPECT_EQ(reader.read(1, 2)[1].event_number, 2U);
    }
    EXPECT_TRUE(says(message_of([&] { reader_of(file); }),
                     {"/events has no column 'eventNumber'", "{events.eventNumber: row}"}));
}

TEST_F(InfoReaders, KnowAllColumnsThatMayBeRenamed) {
    EXPECT_EQ(event_columns(),
              (std::vector<std::string>{"eventNumber", "sampleId", "signalType", "mcEventWeight", "mass", "spin",
                                        "leptons", "met", "met_phi", "pt_miss", "regime"}));
}

}  // namespace
}  // namespace jetseq::data
