#include "data/scores/score_file.hpp"

#include <gtest/gtest.h>

#include <cstddef>

#include "core/io/output_file.hpp"
#include "data/hdf5/input_table.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

struct Row {
    std::uint64_t number;
    std::int32_t sample, label;
    float weight, vbf, ggf;
};

std::vector<Row> rows_of(std::string const& path) {
    h5::InputFile const file{path};
    h5::InputTable const table{file, "events", 1};
    std::vector<Row> rows(table.rows());
    table.read({{"eventNumber", H5T_NATIVE_UINT64, offsetof(Row, number)},
                {"sampleId", H5T_NATIVE_INT32, offsetof(Row, sample)},
                {"signalType", H5T_NATIVE_INT32, offsetof(Row, label)},
                {"mcEventWeight", H5T_NATIVE_FLOAT, offsetof(Row, weight)},
                {"net_pVBF", H5T_NATIVE_FLOAT, offsetof(Row, vbf)},
                {"net_pggF", H5T_NATIVE_FLOAT, offsetof(Row, ggf)}},
               sizeof(Row), 0, rows.size(), rows.data());
    return rows;
}

TEST(ScoreFile, HoldsBothProbabilitiesOfEachEventInTheOrderGiven) {
    TemporaryFolder const folder;
    auto const events = test::toy_sequences(50, 1).events;
    std::vector<float> scores;
    for (std::size_t n = 0; n < events.size(); ++n) scores.push_back(static_cast<float>(n) / 64);
    write_scores(folder / "scores.h5", events, "net", scores, {{"model", "net.json"}});

    auto const rows = rows_of(folder / "scores.h5");
    ASSERT_EQ(rows.size(), events.size());
    for (std::size_t n = 0; n < rows.size(); ++n) {
        EXPECT_EQ(rows[n].number, events[n].event_number);
        EXPECT_EQ(rows[n].sample, events[n].sample_id);
        EXPECT_EQ(rows[n].label, static_cast<int>(events[n].production));
        EXPECT_EQ(rows[n].weight, events[n].weight);
        EXPECT_EQ(rows[n].vbf, scores[n]);
        EXPECT_EQ(rows[n].ggf, 1 - scores[n]);
    }
    auto attributes = read_attributes(folder / "scores.h5");
    EXPECT_EQ(attributes["kind"], "jetseq_scores");
    EXPECT_EQ(attributes["model"], "net.json");
}

TEST(ScoreFile, ReadsBackItsOnlyColumnOfScores) {
    TemporaryFolder const folder;
    auto const events = test::toy_sequences(20, 1).events;
    std::vector<float> scores(events.size(), 0.25F);
    scores[3] = 0.75F;
    write_scores(folder / "scores.h5", events, "net", scores, {});
    auto const column = read_scores(folder / "scores.h5", "");
    EXPECT_EQ(column.name, "net_pVBF");
    EXPECT_EQ(column.scores, scores);
    EXPECT_EQ(column.events[3].event_number, events[3].event_number);
    EXPECT_EQ(read_scores(folder / "scores.h5", "net_pggF").scores[3], 0.25F);
    EXPECT_TRUE(says(message_of([&] { read_scores(folder / "scores.h5", "other"); }),
                     {"scores.h5: /events has no column 'other' (it has: eventNumber", "net_pVBF", "FILE.h5:COLUMN"}));
}

TEST(ScoreFile, RefusesALabelThatNoReaderKnows) {
    TemporaryFolder const folder;
    auto events = test::toy_sequences(3, 1).events;
    events[1].production = static_cast<Production>(99);
    write_scores(folder / "scores.h5", events, "net", {0.1F, 0.2F, 0.3F}, {});
    EXPECT_TRUE(says(message_of([&] { read_scores(folder / "scores.h5", ""); }),
                     {"/events, row 1: 'signalType' is 99", "-1 unknown). Score the events again"}));
}

TEST(ScoreFile, CountsThePairsThatSinglePrecisionMakesEqual) {
    TemporaryFolder const folder;
    double const near_one = 1 - 1e-12;
    test::ForeignFile{folder / "foreign.h5"}.add_table("events", {6},
                                                       {{"eventNumber", H5T_STD_U64LE, {1, 2, 3, 4, 5, 6}},
                                                        {"sampleId", H5T_STD_I32LE, {2, 2, 2, 2, 2, 2}},
                                                        {"tiny", H5T_IEEE_F64LE, {1e-300, 2e-300, 0, 0.5, 1, near_one}},
                                                        {"sum", H5T_IEEE_F64LE, {0.3, 0.1 + 0.2, 0.3, 0.25, 0.5, 1}}});
    auto const tiny = read_scores(folder / "foreign.h5", "tiny"), sum = read_scores(folder / "foreign.h5", "sum");
    EXPECT_DOUBLE_EQ(tiny.pairs_made_equal, 4.0 / 15);  // 0 and the two tiny ones, 1 and the one near it
    EXPECT_EQ(sum.pairs_made_equal, 0);                 // 0.1 + 0.2 is 0.3 but for rounding
}

TEST(ScoreFile, NamesItsContentAndAForeignFileDoesNot) {
    TemporaryFolder const folder;
    write_scores(folder / "scores.h5", test::toy_sequences(1, 1).events, "net", {0.5F}, {{"content", "17"}});
    EXPECT_EQ(read_scores(folder / "scores.h5", "").content, "17");
    {
        test::ForeignFile file{folder / "foreign.h5"};
        file.add_table("events", {1},
                       {{"eventNumber", H5T_STD_U64LE, {1}},
                        {"sampleId", H5T_STD_I32LE, {2}},
                        {"net_pVBF", H5T_IEEE_F32LE, {0.5}}});
        file.add_attribute("content", "scores of a tagger");
    }
    EXPECT_EQ(read_scores(folder / "foreign.h5", "").content, "");
}

TEST(ScoreFile, MayHoldNoEvents) {
    TemporaryFolder const folder;
    write_scores(folder / "scores.h5", {}, "net", {}, {});
    EXPECT_TRUE(rows_of(folder / "scores.h5").empty());
}

TEST(ScoreFile, NamesThePathThatCannotBeWritten) {
    TemporaryFolder const folder;
    write_file(folder / "file", "");
    auto const message = message_of([&] { write_scores(folder / "file/scores.h5", {}, "net", {}, {}); });
    EXPECT_TRUE(says(message, {"can't write", folder / "file/scores.h5"}));
}

TEST(ScoreFile, HasAColumnForEachClass) {
    TemporaryFolder const folder;
    std::vector<EventInfo> events(2);
    events[1].event_number = 8;
    write_probabilities(folder / "a.h5", events, "net", {"ggF", "VBF", "background"},
                        {0.5F, 0.25F, 0.25F, 0.1F, 0.2F, 0.7F}, {{"seed", "7"}});
    h5::InputFile const file{folder / "a.h5"};
    EXPECT_EQ(file.attributes().at("kind"), "jetseq_scores");
    EXPECT_EQ(file.attributes().at("seed"), "7");
    h5::InputTable const table{file, "events", 1};
    float columns[2][3];
    table.read({{"net_pVBF", H5T_NATIVE_FLOAT, 0},
                {"net_pggF", H5T_NATIVE_FLOAT, 4},
                {"net_pbackground", H5T_NATIVE_FLOAT, 8}},
               sizeof columns[0], 0, 2, columns);
    EXPECT_EQ(columns[0][0], 0.25F);
    EXPECT_EQ(columns[0][1], 0.5F);
    EXPECT_EQ(columns[1][0], 0.2F);
    EXPECT_EQ(columns[1][1], 0.1F);
    EXPECT_EQ(columns[1][2], 0.7F);
    auto const scores = read_scores(folder / "a.h5", "");
    EXPECT_EQ(scores.scores, (std::vector<float>{0.25F, 0.2F}));
    EXPECT_EQ(scores.events[1].event_number, 8U);
}

}  // namespace
}  // namespace jetseq::data
