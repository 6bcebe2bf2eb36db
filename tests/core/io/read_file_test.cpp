#include "core/io/read_file.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::test {
namespace {

TEST(ReadFile, TakesTheWholeFileUpToALimit) {
    TemporaryFolder const folder;
    std::string const text(1000, 'a');
    write_file(folder / "a", text);
    EXPECT_EQ(read_file(folder / "a", 1000), text);
    EXPECT_TRUE(says(message_of([&] { read_file(folder / "a", 999); }), {"more than 999 bytes"}));
    EXPECT_TRUE(says(message_of([&] { read_file(folder / "missing"); }), {"can't open", "missing (No such file"}));
    EXPECT_TRUE(says(message_of([&] { read_file(folder.path()); }), {"it is a folder"}));
}

TEST(ReadHead, TakesTheFirstBytesOrNothing) {
    TemporaryFolder const folder;
    write_file(folder / "a", "abc");
    EXPECT_EQ(read_head(folder / "a", 2), "ab");
    EXPECT_EQ(read_head(folder / "a", 5), "abc");
    EXPECT_EQ(read_head(folder / "missing", 5), "");
}

int noted = 0;

TEST(NoteInput, CallsWhatOnInputSays) {
    TemporaryFolder const folder;
    write_file(folder / "a", "abc");
    on_input([](std::string const&) { ++noted; });
    read_file(folder / "a");
    note_input(folder / "a");
    read_head(folder / "a", 1);
    EXPECT_EQ(noted, 2);
    on_input(nullptr);
    note_input(folder / "a");
    EXPECT_EQ(noted, 2);
}

}  // namespace
}  // namespace jetseq::test
