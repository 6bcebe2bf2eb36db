#include "core/io/temporary_name.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

TEST(TemporaryName, IsThatOfANewEmptyFileBesideTheTarget) {
    TemporaryFolder const folder;
    std::set<std::string> paths;
    for (int n = 0; n < 3; ++n) {
        auto const path = make_temporary_beside(folder / "out.h5");
        EXPECT_TRUE(paths.insert(path).second) << path;
        EXPECT_EQ(fs::path(path).parent_path(), folder.path());
        EXPECT_EQ(fs::path(path).filename().string().rfind("out.h5.", 0), 0U) << path;
        EXPECT_EQ(fs::path(path).extension(), ".part");
        EXPECT_EQ(fs::file_size(path), 0U);
    }
    EXPECT_FALSE(fs::exists(folder / "out.h5"));
}

TEST(TemporaryName, OfALongNameStillFitsIntoAFolder) {
    TemporaryFolder const folder;
    auto const path = make_temporary_beside(folder / std::string(255, 'n'));  // the longest name there is
    EXPECT_TRUE(fs::exists(path)) << path;
}

TEST(TemporaryName, IsEmptyWithTheReasonIfTheFolderIsMissing) {
    TemporaryFolder const folder;
    EXPECT_EQ(make_temporary_beside(folder / "missing/out.h5"), "");
    EXPECT_EQ(errno, ENOENT);
}

/// The name that a process which has ended gave its temporary file.
std::string left_by_a_dead_process(TemporaryFolder const& folder) {
    if (pid_t const child = ::fork(); child == 0) {
        ::_exit(make_temporary_beside(folder / "dead").empty() ? 1 : 0);
    } else {
        int status = 1;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    for (auto const& file : fs::directory_iterator{folder.path()}) {
        if (file.path().filename().string().rfind("dead.", 0) == 0) return file.path();
    }
    return "";
}

TEST(TemporaryName, IsStaleOnceItsProcessIsDead) {
    TemporaryFolder const folder;
    auto const dead = left_by_a_dead_process(folder), alive = make_temporary_beside(folder / "alive");
    ASSERT_TRUE(fs::exists(dead));
    remove_stale_temporaries(folder.path());
    EXPECT_FALSE(fs::exists(dead));
    EXPECT_TRUE(fs::exists(alive));
}

TEST(TemporaryName, OfAnotherHostIsStaleAfterAWeekOfSilence) {
    TemporaryFolder const folder;
    auto const make = [&](std::string const& name, int days) {
        std::ofstream{folder / name} << "half a file";
        fs::last_write_time(folder / name, fs::file_time_type::clock::now() - std::chrono::hours{24 * days});
    };
    make("a.h5.elsewhere-1-0.jetseq.part", 8);
    make("b.h5.elsewhere-1-0.jetseq.part", 6);
    make("c.2026-11-30.part", 8);  // of another program
    make("d.h5", 8);
    remove_stale_temporaries(folder.path());
    EXPECT_FALSE(fs::exists(folder / "a.h5.elsewhere-1-0.jetseq.part"));
    EXPECT_TRUE(fs::exists(folder / "b.h5.elsewhere-1-0.jetseq.part"));
    EXPECT_TRUE(fs::exists(folder / "c.2026-11-30.part"));
    EXPECT_TRUE(fs::exists(folder / "d.h5"));
}

TEST(TemporaryName, IsLookedForOnceInEachFolder) {  // a folder may hold many files
    TemporaryFolder const folder;
    remove_stale_temporaries(folder.path());
    auto const dead = left_by_a_dead_process(folder);
    remove_stale_temporaries(folder.path());
    EXPECT_TRUE(fs::exists(dead));
}

TEST(TemporaryName, LeadsBackToThePath) {
    TemporaryFolder const folder;
    EXPECT_EQ(final_path(make_temporary_beside(folder / "a-1.h5")), folder / "a-1.h5");
    for (std::string const path : {"a.h5", "a.jetseq.part", "", "a.elsewhere-1-0.jetseq.part"}) {
        EXPECT_EQ(final_path(path), path);
    }
}

}  // namespace
}  // namespace jetseq
