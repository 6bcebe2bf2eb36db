#include "core/text/words.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

using Words = std::vector<std::string>;

TEST(Words, AreSeparatedByWhiteSpaceOfAnyLength) {
    EXPECT_EQ(words_of("m_jj > 630 GeV"), (Words{"m_jj", ">", "630", "GeV"}));
    EXPECT_EQ(words_of("  a\t\nb "), (Words{"a", "b"}));
    EXPECT_EQ(words_of(" "), Words{});
    EXPECT_EQ(words_of(""), Words{});
}

}  // namespace
}  // namespace jetseq
