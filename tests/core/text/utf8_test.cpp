#include "core/text/utf8.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

int length_of(std::string const& text) { return utf8_length(text.data(), text.data() + text.size()); }

std::string utf8(unsigned code) {
    std::string text = "a";  // it stays
    append_utf8(text, code);
    return text.substr(1);
}

TEST(Utf8, IsAsLongAsItsFirstByteSays) {
    EXPECT_EQ(length_of("a"), 1);
    EXPECT_EQ(length_of("\xc3\xa9t"), 2);         // e with an acute accent, then t
    EXPECT_EQ(length_of("\xe2\x82\xac"), 3);      // the euro sign
    EXPECT_EQ(length_of("\xf0\x9f\x98\x80"), 4);  // U+1F600
    EXPECT_EQ(length_of("\xf4\x8f\xbf\xbf"), 4);  // U+10FFFF, the last character
    EXPECT_EQ(length_of(std::string(1, '\0')), 1);
}

TEST(Utf8, IsRefusedAsRfc3629Says) {
    EXPECT_EQ(length_of("\x80"), 0);  // a continuation first
    EXPECT_EQ(length_of("\xc3"), 0);  // cut short
    EXPECT_EQ(length_of("\xe2\x82"), 0);
    EXPECT_EQ(length_of("\xc3t"), 0);             // no continuation
    EXPECT_EQ(length_of("\xc1\xbf"), 0);          // U+007F in two bytes
    EXPECT_EQ(length_of("\xe0\x9f\xbf"), 0);      // U+07FF in three
    EXPECT_EQ(length_of("\xf0\x8f\xbf\xbf"), 0);  // U+FFFF in four
    EXPECT_EQ(length_of("\xed\xa0\x80"), 0);      // the surrogate U+D800
    EXPECT_EQ(length_of("\xf4\x90\x80\x80"), 0);  // U+110000
    EXPECT_EQ(length_of("\xf5\x80\x80\x80"), 0);
    EXPECT_EQ(length_of("\xff"), 0);
}

TEST(Utf8, IsWrittenInOneToFourBytes) {
    EXPECT_EQ(utf8('a'), "a");
    EXPECT_EQ(utf8(0x7f), "\x7f");
    EXPECT_EQ(utf8(0x80), "\xc2\x80");
    EXPECT_EQ(utf8(0x7ff), "\xdf\xbf");
    EXPECT_EQ(utf8(0x800), "\xe0\xa0\x80");
    EXPECT_EQ(utf8(0xffff), "\xef\xbf\xbf");
    EXPECT_EQ(utf8(0x10000), "\xf0\x90\x80\x80");
    EXPECT_EQ(utf8(0x10ffff), "\xf4\x8f\xbf\xbf");
}

TEST(Utf8, IsReadAsItWasWritten) {  // each character but the surrogates
    for (unsigned code = 0; code <= 0x10ffff; ++code) {
        bool const is_surrogate = code >= 0xd800 && code <= 0xdfff;
        auto const text = utf8(code);
        ASSERT_EQ(length_of(text), is_surrogate ? 0 : static_cast<int>(text.size())) << std::hex << code;
    }
}

}  // namespace
}  // namespace jetseq
