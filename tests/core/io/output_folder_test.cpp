#include "core/io/output_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <vector>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
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

TEST(OutputFolder, IsFreeAfterItsHolderDies) {
    TemporaryFolder const folder;
    if (pid_t const child = ::fork(); child == 0) {
        auto* const held = new OutputFolder{folder / "run", Busy::refuse};  // never destroyed
        ::_exit(fs::exists(held->path() + "/.jetseq.lock") ? 0 : 1);
    } else {
        int status = 1;
        ::waitpid(child, &status, 0);
        ASSERT_EQ(status, 0);
    }
    EXPECT_TRUE(fs::exists(folder / "run/.jetseq.lock"));
    OutputFolder const held{folder / "run", Busy::refuse};
}

TEST(OutputFolder, ReportsItsHolderOnceBeforeWaiting) {
    TemporaryFolder const folder;
    int ready[2], end[2];
    ASSERT_EQ(::pipe(ready) + ::pipe(end), 0);
    pid_t const child = ::fork();
    if (child == 0) {
        char byte = 0;
        auto* const held = new OutputFolder{folder / "run", Busy::refuse};
        bool const done = ::write(ready[1], "x", 1) == 1 && ::read(end[0], &byte, 1) == 1;
        ::_exit(done && !held->path().empty() ? 0 : 1);
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    std::vector<std::string> holders;
    OutputFolder const held{folder / "run", Busy::wait, [&](std::string const& holder) {
                                holders.push_back(holder);
                                EXPECT_EQ(::write(end[1], "x", 1), 1);
                            }};
    int status = 1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    ASSERT_EQ(holders.size(), 1U);
    EXPECT_EQ(holders[0].rfind("process " + std::to_string(child) + " on ", 0), 0U) << holders[0];
}

TEST(OutputFolder, ReportsNothingIfItIsFree) {
    TemporaryFolder const folder;
    OutputFolder const held{folder / "run", Busy::wait, [](std::string const&) { FAIL(); }};
}

TEST(OutputFolder, RemovesItsLockAndTheFoldersItMade) {
    TemporaryFolder const folder;
    { OutputFolder const held{folder / "deep/deeper", Busy::wait}; }
    EXPECT_FALSE(fs::exists(folder / "deep"));
    {
        OutputFolder const held{folder / "deep", Busy::wait};
        std::ofstream{folder / "deep/result"} << "text";
    }
    EXPECT_TRUE(fs::exists(folder / "deep/result"));
    EXPECT_FALSE(fs::exists(folder / "deep/.jetseq.lock"));
}

TEST(OutputFolder, NeverWritesOrRemovesAFileThatIsNotItsLock) {
    TemporaryFolder const folder;
    write_file(folder / "input", "an input");
    write_file(folder / "lock", "process 1 on host");
    fs::create_directory(folder / "run");
    std::string const lock = folder / "run/.jetseq.lock", input = folder / "input";
    for (auto const& make : std::vector<std::function<void()>>{
             [&] { write_file(lock, "mine"); }, [&] { write_file(lock, "process 1 on host\nand more"); },
             [&] { write_file(lock, "process one on host"); }, [&] { write_file(lock, std::string(300, 'x')); },
             [&] { fs::create_symlink(input, lock); }, [&] { fs::create_hard_link(input, lock); },
             [&] { fs::create_symlink(folder / "lock", lock); }, [&] { fs::create_hard_link(folder / "lock", lock); },
             [&] { fs::create_symlink(folder / "absent", lock); }, [&] { fs::create_directory(lock); },
             [&] { ASSERT_EQ(::mkfifo(lock.c_str(), 0666), 0); }}) {
        make();
        auto const kind = fs::symlink_status(lock).type();
        std::string const text = fs::is_regular_file(lock) ? read_file(lock) : "";
        for (auto const busy : {Busy::refuse, Busy::wait}) {
            EXPECT_TRUE(says(message_of([&] { OutputFolder{folder / "run", busy}; }), {lock + " is not the lock"}));
        }
        EXPECT_EQ(fs::symlink_status(lock).type(), kind);
        EXPECT_EQ(fs::is_regular_file(lock) ? read_file(lock) : "", text);
        EXPECT_EQ(read_file(input), "an input");
        EXPECT_EQ(read_file(folder / "lock"), "process 1 on host");
        EXPECT_FALSE(fs::exists(folder / "absent"));
        fs::remove(lock);
    }
    write_file(folder / "run/.lock", "of another program");
    { OutputFolder const held{folder / "run", Busy::refuse}; }
    EXPECT_EQ(read_file(folder / "run/.lock"), "of another program");
}

TEST(OutputFolder, KeepsAFileThatReplacedItsLock) {
    TemporaryFolder const folder;
    std::string const lock = folder / "run/.jetseq.lock";
    {
        OutputFolder const held{folder / "run", Busy::refuse};
        fs::remove(lock);
        fs::create_symlink("elsewhere", lock);
    }
    EXPECT_TRUE(fs::is_symlink(lock));
}

TEST(OutputFolder, TakesTheLockOfADeadProcess) {
    TemporaryFolder const folder;
    std::string const lock = folder / "run/.jetseq.lock";
    for (std::string const left : {"process 1 on host.name", "process 1 on ", ""}) {
        write_file(lock, left);
        { OutputFolder const held{folder / "run", Busy::refuse}; }
        EXPECT_FALSE(fs::exists(lock));
    }
}

TEST(OutputFolder, IsRemovedAtTheEndOnRequestIfItIsEmpty) {
    TemporaryFolder const folder;
    fs::create_directory(folder / "parts");
    for (bool const is_empty : {false, true}) {
        if (!is_empty) write_file(folder / "parts/mine", "text");
        OutputFolder{folder / "parts", Busy::refuse}.remove_at_end();
        EXPECT_EQ(fs::exists(folder / "parts"), !is_empty);
        fs::remove(folder / "parts/mine");
    }
}

TEST(OutputFolder, RefusesADanglingLinkAndAPathBelowAFile) {
    TemporaryFolder const folder;
    fs::create_symlink(folder / "absent", folder / "link");
    write_file(folder / "file", "text");
    auto const refusal = [&](std::string const& path) { return message_of([&] { OutputFolder{path, Busy::wait}; }); };
    EXPECT_TRUE(says(refusal(folder / "link"), {"can't write " + (folder / "link") + " (it is a link to nothing)"}));
    EXPECT_TRUE(says(refusal(folder / "link/deep/er"), {(folder / "link") + " is a link to nothing"}));
    EXPECT_TRUE(says(refusal(folder / "file/deep/er"), {(folder / "file") + " is a file", "folder is wanted"}));
    EXPECT_TRUE(says(message_of([&] { write_file(folder / "link/a.txt", "text"); }),
                     {"link/a.txt", "link is a link to nothing"}));
    EXPECT_FALSE(fs::exists(folder / "absent"));
    fs::create_directory(folder / "absent");
    { OutputFolder const held{folder / "link/deep", Busy::wait}; }  // a link to a folder is one
    EXPECT_TRUE(fs::is_empty(folder / "absent"));
}

TEST(OutputFolder, LeavesNothingBehindIfItIsRefused) {
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

TEST(OutputFolder, RefusesAFolderThatTakesNoFiles) {
    for (auto const busy : {OutputFolder::Busy::refuse, OutputFolder::Busy::wait}) {
        EXPECT_TRUE(says(message_of([&] { OutputFolder{"/proc/self/fd", busy}; }), {"can't write /proc/self/fd"}));
    }
}

TEST(OutputFolder, RefusesAFile) {
    TemporaryFolder const folder;
    std::ofstream{folder / "file"} << "text";
    EXPECT_TRUE(says(message_of([&] {
                         OutputFolder{folder / "file", Busy::wait};
                     }),
                     {"it is a file", "folder is wanted"}));
}

TEST(OutputFolder, IsAskedForBeforeAnythingIsMade) {
    TemporaryFolder const folder;
    write_file(folder / "file", "text");
    fs::create_symlink(folder / "absent", folder / "link");
    require_folder_or_nothing("");
    require_folder_or_nothing(folder.path());
    require_folder_or_nothing(folder / "a/b");
    auto const refusal = [&](std::string const& path) { return message_of([&] { require_folder_or_nothing(path); }); };
    EXPECT_TRUE(says(refusal(folder / "file"), {"it is a file, and a folder is wanted"}));
    EXPECT_TRUE(says(refusal(folder / "link"), {"it is a link to nothing"}));
    EXPECT_TRUE(says(refusal(folder / "link/a"), {(folder / "link") + " is a link to nothing"}));
    EXPECT_FALSE(fs::exists(folder / "a"));
}

TEST(OutputFolder, RefusesALinkForParts) {
    TemporaryFolder const folder;
    fs::create_directory(folder / "parts");
    fs::create_symlink(folder / "parts", folder / "link");
    fs::create_symlink(folder / "absent", folder / "dangling");
    require_no_link(folder / "parts");
    require_no_link(folder / "missing");
    for (std::string const name : {"link", "dangling"}) {
        EXPECT_TRUE(says(message_of([&] { require_no_link(folder / name); }), {folder / name, "it is a link"})) << name;
    }
}

TEST(OutputFolder, ReceivesNoFileOnceItWasRemoved) {
    TemporaryFolder const folder;
    OutputFolder const held{folder / "run", Busy::refuse};
    OutputFolder const other{folder / "run2", Busy::refuse};
    EXPECT_TRUE(held.is_there());
    require_held_folder_there(folder / "run/plots/roc.svg");
    fs::remove_all(folder / "run");
    EXPECT_FALSE(held.is_there());
    EXPECT_TRUE(other.is_there());
    for (std::string const name : {"run/a", "run/plots/a", "run2/../run/a"}) {
        auto const refusal = message_of([&] { write_file(folder / name, "text"); });
        EXPECT_TRUE(says(refusal, {"can't write " + (folder / name), "run, or .jetseq.lock in it, has been removed",
                                   "Start it again"}))
            << name << refusal;
    }
    EXPECT_FALSE(fs::exists(folder / "run"));
    write_file(folder / "run2/a", "text");
    write_file(folder / "elsewhere/a", "text");
}

TEST(OutputFolder, ReceivesNoFileThatWasBegunBeforeItWasRemoved) {
    TemporaryFolder const folder;
    OutputFolder const held{folder / "run", Busy::refuse};
    OutputFile file{folder / "run/a"};
    fs::remove_all(folder / "run");
    EXPECT_TRUE(says(message_of([&] { file.commit(); }), {"run, or .jetseq.lock in it, has been removed"}));
    EXPECT_FALSE(fs::exists(folder / "run/a"));
}

TEST(OutputFolder, IsFreeForFilesAfterItsHolder) {
    TemporaryFolder const folder;
    { OutputFolder const held{folder / "run", Busy::refuse}; }
    write_file(folder / "run/a", "text");
    EXPECT_EQ(read_file(folder / "run/a"), "text");
}

}  // namespace
}  // namespace jetseq
