#include "core/io/output_folder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

namespace fs = std::filesystem;
using Busy = OutputFolder::Busy;
using test::message_of, test::says, test::TemporaryFolder;

TEST(OutputFolder, IsHeldByOneAtATime) {
    TemporaryFolder const folder;
    {
        OutputFolder const held{folder / "run", Busy::refuse};
        auto const process = "process " + std::to_string(::getpid());
        EXPECT_TRUE(says(message_of([&] { OutputFolder{folder / "run", Busy::refuse}; }), {"run is in use", process}));
    }
    OutputFolder const again{folder / "run", Busy::refuse};
}

TEST(OutputFolder, IsFreeWhenItsHolderDies) {
    TemporaryFolder const folder;
    if (pid_t const child = ::fork(); child == 0) {
        auto* const held = new OutputFolder{folder / "run", Busy::refuse};  // never destroyed
        ::_exit(fs::exists(held->path() + "/.lock") ? 0 : 1);
    } else {
        int status = 1;
        ::waitpid(child, &status, 0);
        ASSERT_EQ(status, 0);
    }
    EXPECT_TRUE(fs::exists(folder / "run/.lock"));
    OutputFolder const held{folder / "run", Busy::refuse};
}

TEST(OutputFolder, LeavesNothingOfItsOwn) {
    TemporaryFolder const folder;
    { OutputFolder const held{folder / "deep/deeper", Busy::wait}; }
    EXPECT_FALSE(fs::exists(folder / "deep"));
    {
        OutputFolder const held{folder / "deep", Busy::wait};
        std::ofstream{folder / "deep/result"} << "text";
    }
    EXPECT_TRUE(fs::exists(folder / "deep/result"));
    EXPECT_FALSE(fs::exists(folder / "deep/.lock"));
}

TEST(OutputFolder, LeavesNothingIfItIsRefused) {
    TemporaryFolder const folder;
    EXPECT_TRUE(says(message_of([&] {
                         OutputFolder{folder / "a/b/" + std::string(300, 'x'), Busy::wait};
                     }),
                     {"can't write", "too long"}));
    EXPECT_FALSE(fs::exists(folder / "a"));
    std::string deep = folder / "d";  // a path in which there is room for the folder and not for its lock
    while (deep.size() < 4092) deep += '/' + std::string(std::min<std::size_t>(200, 4092 - deep.size() - 1), 'd');
    EXPECT_TRUE(says(message_of([&] { OutputFolder{deep, Busy::wait}; }), {"can't write", "too long"}));
    EXPECT_FALSE(fs::exists(folder / "d"));
}

TEST(OutputFolder, IsNoFile) {
    TemporaryFolder const folder;
    std::ofstream{folder / "file"} << "text";
    EXPECT_TRUE(says(message_of([&] {
                         OutputFolder{folder / "file", Busy::wait};
                     }),
                     {"it is a file", "folder is wanted"}));
}

}  // namespace
}  // namespace jetseq
