#include "core/io/inputs.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <memory>

#include "core/io/old_outputs.hpp"
#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

namespace fs = std::filesystem;
using test::message_of, test::says, test::TemporaryFolder;

class Inputs : public testing::Test {
protected:
    TemporaryFolder const folder;
    InputProtection const protection;

    std::string made(std::string const& name) const {
        write_file(folder / ("new " + name), "text");
        fs::copy_file(folder / ("new " + name), folder / name);  // a file that this process has not written
        return folder / name;
    }
    static std::string refusal(std::string const& output) {
        return message_of([&] { write_file(output, "other"); });
    }
};

TEST_F(Inputs, AreKnownByAnyNameOnceTheyAreNoted) {
    auto const input = made("a.txt");
    fs::create_symlink("a.txt", folder / "link.txt");
    EXPECT_FALSE(is_input(input));
    note_input(input);
    EXPECT_TRUE(is_input(input));
    EXPECT_TRUE(is_input(folder / "link.txt"));
    EXPECT_FALSE(is_input(made("b.txt")));
    EXPECT_FALSE(is_input(folder / "missing"));
    EXPECT_TRUE(says(message_of([&] { require_output(folder / "link.txt"); }), {"link.txt", "the same file as"}));
    require_output(folder / "b.txt");
    require_output(folder / "missing");
    require_output(folder.path());  // a folder passes
}

TEST_F(Inputs, AreNotRemovedAsOldOutputs) {
    read_file(made("a.txt"));
    made("b.txt");
    std::vector<OwnFiles> const texts{{"", "[ab]\\.txt", begin_with("te")}};
    EXPECT_EQ(remove_old_outputs(folder.path(), texts, {}), std::vector<std::string>{folder / "b.txt"});
    EXPECT_TRUE(fs::exists(folder / "a.txt"));
}

TEST_F(Inputs, AreNotReplacedUnderAnyName) {
    auto const input = made("a.txt");
    EXPECT_EQ(read_file(input), "text");
    fs::create_symlink("a.txt", folder / "link.txt");
    fs::create_hard_link(input, folder / "hard.txt");
    fs::create_directory(folder / "b");
    for (std::string const output : {"a.txt", "link.txt", "hard.txt", "b/../a.txt"}) {
        EXPECT_TRUE(says(refusal(folder / output), {"is an input of this command", "would be lost"})) << output;
    }
    EXPECT_EQ(read_file(input), "text");
}

TEST_F(Inputs, AreRefusedIfAnnouncedAsOutputs) {  // before any work
    auto const file = made("a.txt");
    announce_output(file);
    EXPECT_TRUE(says(message_of([&] { read_file(file); }), {"a.txt", "is an input of this command"}));
}

TEST_F(Inputs, AreRefusedIfTheyChangeWhileTheyAreRead) {
    auto const file = made("a.txt");
    read_file(file);
    EXPECT_EQ(read_file(file), "text");
    require_unchanged(file);
    fs::rename(made("b.txt"), file);  // another file, of the same content
    EXPECT_TRUE(says(message_of([&] { read_file(file); }), {"a.txt has changed since", "Start the command again"}));
    EXPECT_TRUE(says(message_of([&] { require_unchanged(file); }), {"a.txt has changed"}));
    auto const other = made("c.txt");
    read_file(other);
    fs::last_write_time(other, fs::last_write_time(other) + std::chrono::seconds{1});  // as a change in place does
    EXPECT_TRUE(says(message_of([&] { require_unchanged(other); }), {"c.txt has changed"}));
    require_unchanged(folder / "never read");
}

TEST_F(Inputs, MayBeReplacedIfTheProgramWroteThem) {
    auto const file = made("checkpoint");
    read_file(file);
    may_replace(file);
    write_file(file, "new");
    read_file(file);  // what was written here is no input
    write_file(file, "newer");
    EXPECT_EQ(read_file(file), "newer");
}

/// The system gives the inode of a removed file to the next one.
TEST_F(Inputs, MayHaveTheInodeOfARemovedFileOfTheProgram) {
    write_file(folder / "own", "text");
    struct stat own {
    }, found{};
    ASSERT_EQ(::stat((folder / "own").c_str(), &own), 0);
    write_file(folder / "source", "text");
    fs::remove(folder / "own");
    std::string same;
    for (int n = 0; n < 100 && same.empty(); ++n) {
        std::string const path = folder / std::to_string(n);
        fs::copy_file(folder / "source", path);
        if (::stat(path.c_str(), &found) == 0 && found.st_ino == own.st_ino) same = path;
    }
    if (same.empty()) GTEST_SKIP() << "this file system does not reuse inodes at once";
    read_file(same);
    EXPECT_TRUE(is_input(same));
    EXPECT_TRUE(says(refusal(same), {"is an input of this command"}));
}

TEST_F(Inputs, AreReportedToACallback) {
    static std::string told;
    on_input([](std::string const& path) { told += path + ";"; });
    note_input("a");
    read_file(made("b.txt"));
    EXPECT_EQ(told, "a;" + (folder / "b.txt") + ";");
    on_input(nullptr);
    note_input("c");
    EXPECT_EQ(told, "a;" + (folder / "b.txt") + ";");
}

TEST(InputProtection, ForgetsTheFilesOfARunAtItsEnd) {
    TemporaryFolder const folder;
    std::string const file = folder / "a.txt", other = folder / "b.txt";
    for (std::string const text : {"first", "second", "third"}) {  // replaced between runs, by the caller
        write_file(file, text), write_file(other, text);
        InputProtection const run;
        EXPECT_EQ(read_file(file), text);
        EXPECT_TRUE(is_input(file));
        announce_output(other);
        EXPECT_TRUE(says(message_of([&] { read_file(other); }), {"b.txt", "is an input of this command"}));
    }
    EXPECT_FALSE(is_input(file));
    EXPECT_EQ(read_file(other), "third");
    write_file(file, "fourth");
}

TEST(InputProtection, LastsUntilTheLastOfSeveralRunsEnds) {
    TemporaryFolder const folder;
    write_file(folder / "a.txt", "text");
    auto first = std::make_unique<InputProtection>(), second = std::make_unique<InputProtection>();
    read_file(folder / "a.txt");
    first.reset();
    EXPECT_TRUE(is_input(folder / "a.txt"));
    EXPECT_TRUE(says(message_of([&] { write_file(folder / "a.txt", ""); }), {"is an input of this command"}));
    second.reset();
    write_file(folder / "a.txt", "other");
}

TEST(Outputs, MustBePlainFiles) {
    TemporaryFolder const folder;
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_TRUE(says(message_of([&] { write_file(folder / "pipe", ""); }), {"it is a pipe"}));
    EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
    EXPECT_TRUE(says(message_of([] { write_file("/dev/null", ""); }), {"/dev/null", "it is a device"}));
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(Outputs, FollowSymbolicLinks) {
    TemporaryFolder const folder;
    fs::create_directory(folder / "far");
    fs::create_symlink("far/a.txt", folder / "link");  // dangling at first
    for (std::string const text : {"first", "second"}) {
        write_file(folder / "link", text);
        EXPECT_TRUE(fs::is_symlink(folder / "link"));
        EXPECT_EQ(read_file(folder / "far/a.txt"), text);
    }
    fs::create_symlink("circle", folder / "circle");
    EXPECT_TRUE(says(message_of([&] { write_file(folder / "circle", ""); }), {"lead in a circle"}));
}

TEST(Outputs, AreWrittenToTheTargetOfALink) {
    TemporaryFolder const folder;
    fs::create_directory(folder / "far");
    fs::create_symlink("second", folder / "first");
    fs::create_symlink(folder / "far/a.txt", folder / "second");  // nothing is there yet
    EXPECT_EQ(link_target(folder / "first"), folder / "far/a.txt");
    EXPECT_EQ(link_target(folder / "plain"), folder / "plain");
    EXPECT_EQ(link_target("plain"), "plain");
    fs::create_symlink("b", folder / "a"), fs::create_symlink("a", folder / "b");
    EXPECT_TRUE(says(message_of([&] { link_target(folder / "a"); }), {folder / "a", "lead in a circle"}));
}

}  // namespace
}  // namespace jetseq
