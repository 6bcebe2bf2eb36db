#include "core/text/shell_word.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

TEST(ShellWord, LeavesPlainWordsAsTheyAre) {
    for (std::string const word : {"run", "a/b-c_d.h5", "key=1.5", "50%", "a,b:c@d+e"})
        EXPECT_EQ(shell_word(word), word);
}

TEST(ShellWord, QuotesWhatAShellWouldTakeApart) {
    EXPECT_EQ(shell_word(""), "''");
    EXPECT_EQ(shell_word("my run"), "'my run'");
    EXPECT_EQ(shell_word("$HOME"), "'$HOME'");
    EXPECT_EQ(shell_word("a;b"), "'a;b'");
    EXPECT_EQ(shell_word("it's"), R"('it'\''s')");  // the quote ends, an escaped one follows, another begins
    EXPECT_EQ(shell_word("\xc3\xa4"), "'\xc3\xa4'");
}

TEST(ShellWord, KeepsAFileFromBeingTakenForAnOption) {
    EXPECT_EQ(shell_word("-o"), "./-o");
    EXPECT_EQ(shell_word("-o x"), "'./-o x'");
}

}  // namespace
}  // namespace jetseq
