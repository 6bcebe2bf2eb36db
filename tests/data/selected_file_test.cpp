#include "data/scores/selected_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "data/hdf5/input_table.hpp"
#include "data/scores/score_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

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

    std::string model;
    auto const read = read_selected(folder / "selected.h5", model);
    EXPECT_EQ(model, "toy");
    EXPECT_EQ(read_attributes(folder / "selected.h5").at("kind"), "jetseq_selected");
    ASSERT_EQ(read.size(), rows.size());
    for (std::size_t n = 0; n < rows.size(); ++n) {
        EXPECT_EQ(read[n].info.event_number, rows[n].info.event_number);
        EXPECT_EQ(read[n].info.weight, rows[n].info.weight);
        EXPECT_EQ(read[n].region, rows[n].region);
        EXPECT_EQ(read[n].regime, rows[n].regime);
        EXPECT_EQ(read[n].category, rows[n].category);
        EXPECT_EQ(read[n].m_vv, rows[n].m_vv);
        EXPECT_EQ(read[n].tag_m_jj, rows[n].tag_m_jj);
        EXPECT_EQ(read[n].score, rows[n].score);
    }
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
        std::string model;
        EXPECT_EQ(read_selected(folder / "selected.h5", model).size(), 5U);
    }
}

TEST(SelectedFile, HasNoScoreWithoutAClassifier) {
    test::TemporaryFolder const folder;
    OutputFile output{folder / "selected.h5"};
    SelectedFile file{output, 0, {}, {"a"}, {}};
    file.close(), output.commit();
    std::string model = "?";
    EXPECT_TRUE(read_selected(folder / "selected.h5", model).empty());
    EXPECT_EQ(model, "");
}

TEST(SelectedFile, IsNotAFileOfScores) {
    test::TemporaryFolder const folder;
    write_scores(folder / "scores.h5", test::toy_sequences(3, 1).events, "net", {0.5F, 0.25F, 0.75F}, {});
    std::string model;
    EXPECT_TRUE(test::says(test::message_of([&] { read_selected(folder / "scores.h5", model); }),
                           {"scores.h5 holds no selected events", "no column 'region'", "Select events in regions"}));
}

}  // namespace
}  // namespace jetseq::data
