#include "data/scores/selected_file.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>

#include "data/hdf5/input_table.hpp"
#include "data/scores/score_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

/// Some columns of the file.
struct Columns {
    std::uint64_t number;
    float weight, m_vv, tag_m_jj, score;
    std::int32_t region, regime, category;
};

std::vector<SelectedRow> toy_rows(std::size_t count) {
    std::vector<SelectedRow> rows;
    for (auto const& event : test::toy_events(count, 3)) {
        auto const n = static_cast<float>(rows.size());
        rows.push_back({event.info, Regime::resolved, static_cast<std::int32_t>(rows.size() % 4), Production::vbf,
                        1000 + n, 80 + n, 300 + n, 0.4F, 2, 900 + n, 5, n / 10000});
    }
    return rows;
}

TEST(SelectedFile, KeepsRowsWrittenInPieces) {
    test::TemporaryFolder const folder;
    auto const rows = toy_rows(5000);
    OutputFile output{folder / "selected.h5"};
    SelectedFile file{output, rows.size(), {"toy"}, {"a", "b", "c", "d"}, {}};
    file.add({rows.begin(), rows.begin() + 1000});
    file.add({});
    file.add({rows.begin() + 1000, rows.end()});
    file.close();
    EXPECT_FALSE(std::filesystem::exists(folder / "selected.h5"));
    output.commit();

    auto const attributes = read_attributes(folder / "selected.h5");
    EXPECT_EQ(attributes.at("model_name"), "toy");
    EXPECT_EQ(attributes.at("kind"), "jetseq_selected");
    h5::InputFile const written{folder / "selected.h5"};
    h5::InputTable const table{written, "events", 1};
    std::vector<Columns> read(table.rows());
    table.read({{"eventNumber", H5T_NATIVE_UINT64, offsetof(Columns, number)},
                {"mcEventWeight", H5T_NATIVE_FLOAT, offsetof(Columns, weight)},
                {"region", H5T_NATIVE_INT32, offsetof(Columns, region)},
                {"regime", H5T_NATIVE_INT32, offsetof(Columns, regime)},
                {"category", H5T_NATIVE_INT32, offsetof(Columns, category)},
                {"m_VV", H5T_NATIVE_FLOAT, offsetof(Columns, m_vv)},
                {"tag_m_jj", H5T_NATIVE_FLOAT, offsetof(Columns, tag_m_jj)},
                {"toy_pVBF", H5T_NATIVE_FLOAT, offsetof(Columns, score)}},
               sizeof(Columns), 0, read.size(), read.data());
    auto const selected = read_selected(folder / "selected.h5");
    ASSERT_EQ(read.size(), rows.size());
    ASSERT_EQ(selected.size(), rows.size());
    for (std::size_t n = 0; n < rows.size(); ++n) {
        EXPECT_EQ(read[n].number, rows[n].info.event_number);
        EXPECT_EQ(read[n].weight, rows[n].info.weight);
        EXPECT_EQ(read[n].region, rows[n].region);
        EXPECT_EQ(read[n].regime, static_cast<int>(rows[n].regime));
        EXPECT_EQ(read[n].category, static_cast<int>(rows[n].category));
        EXPECT_EQ(read[n].m_vv, rows[n].m_vv);
        EXPECT_EQ(read[n].tag_m_jj, rows[n].tag_m_jj);
        EXPECT_EQ(read[n].score, rows[n].score);
        EXPECT_EQ(selected.ids[n].event_number, rows[n].info.event_number);
        EXPECT_EQ(selected.ids[n].sample_id, rows[n].info.sample_id);
        EXPECT_EQ(selected.production[n], rows[n].info.production);
        EXPECT_EQ(selected.m_vv[n], rows[n].m_vv);
    }
}

TEST(SelectedFile, HasNoNumbersOfColumnsThatItLacks) {
    test::TemporaryFolder const folder;
    OutputFile output{folder / "selected.h5"};
    SelectedFile file{output, 2, {}, {"a", "b", "c", "d"}, {}, {"events.m_VV", "events.signalType"}};
    file.add(toy_rows(2));
    file.close(), output.commit();
    auto const selected = read_selected(folder / "selected.h5");
    EXPECT_EQ(selected.size(), 2U);
    EXPECT_TRUE(selected.m_vv.empty());
    EXPECT_EQ(selected.production, std::vector<Production>(2, Production::unknown));
}

TEST(SelectedFile, LeavesOutTheGgfProbabilityIfThereAreOtherClasses) {
    test::TemporaryFolder const folder;
    for (std::size_t const classes : {2, 3}) {
        OutputFile output{folder / "selected.h5"};
        SelectedFile file{output, 5, {"toy", classes}, {"a", "b", "c", "d"}, {}};
        file.add(toy_rows(5));
        file.close(), output.commit();
        h5::InputFile const read{folder / "selected.h5"};
        EXPECT_EQ((h5::InputTable{read, "events", 1}.has("toy_pggF")), classes == 2);
        EXPECT_EQ(read_selected(folder / "selected.h5").size(), 5U);
    }
}

TEST(SelectedFile, HasNoScoreWithoutAClassifier) {
    test::TemporaryFolder const folder;
    OutputFile output{folder / "selected.h5"};
    SelectedFile file{output, 0, {}, {"a"}, {}};
    file.close(), output.commit();
    EXPECT_EQ(read_selected(folder / "selected.h5").size(), 0U);
    EXPECT_EQ(read_attributes(folder / "selected.h5").count("model_name"), 0U);
}

TEST(SelectedFile, IsNotAFileOfScores) {
    test::TemporaryFolder const folder;
    write_scores(folder / "scores.h5", test::toy_sequences(3, 1).events, "net", {0.5F, 0.25F, 0.75F}, {});
    EXPECT_TRUE(test::says(test::message_of([&] { read_selected(folder / "scores.h5"); }),
                           {"scores.h5 holds no selected events", "no column 'region'", "Select events in regions"}));
}

}  // namespace
}  // namespace jetseq::data
