#include "core/io/old_outputs.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/io/output_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

std::vector<OwnFiles> plots() { return {{"plots", "score(-[0-9]+)?\\.csv", begin_with("x,y\n")}}; }

TEST(OldOutputs, AreRemovedIfTheyAreOursAndWereNotWrittenAgain) {
    TemporaryFolder const folder;
    for (std::string const name : {"score", "score-2", "score-12"}) {
        write_file(folder / "plots/" + name + ".csv", "x,y\n1,2\n");
    }
    auto const written = folder / "./plots/../plots/score.csv";
    auto const removed = remove_old_outputs(folder.path(), plots(), {written});
    EXPECT_EQ(removed.size(), 2U);
    EXPECT_TRUE(fs::exists(folder / "plots/score.csv"));
    EXPECT_FALSE(fs::exists(folder / "plots/score-2.csv"));
    EXPECT_FALSE(fs::exists(folder / "plots/score-12.csv"));
    EXPECT_TRUE(remove_old_outputs(folder.path(), plots(), {written}).empty());
}

TEST(OldOutputs, StayIfTheCommandCannotHaveWrittenThem) {
    TemporaryFolder const folder;
    write_file(folder / "plots/score-2.csv", "my,own\n");
    for (std::string const name :
         {"plots/score-old.csv", "plots/more/score-2.csv", "score-2.csv", "plots/score-2.csv.bak"}) {
        write_file(folder / name, "x,y\n");
    }
    write_file(folder / "elsewhere.csv", "x,y\n");
    fs::create_symlink(folder / "elsewhere.csv", folder / "plots/score-3.csv");
    fs::create_directories(folder / "plots/score-4.csv");
    EXPECT_TRUE(remove_old_outputs(folder.path(), plots(), {}).empty());
    EXPECT_TRUE(remove_old_outputs(folder / "nowhere", plots(), {}).empty());
}

}  // namespace
}  // namespace jetseq
