#include "core/text/read_number.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

/// What `text` becomes; `refusal`: why it is refused, "" if it is not.
template <class T>
T number_of(std::string const& text, std::string* refusal = nullptr) {
    T value = 7;
    auto const why = read_number(text, value);
    if (refusal) *refusal = why;
    return value;
}

template <class T>
std::string number_refusal(std::string const& text) {
    std::string why;
    EXPECT_EQ(number_of<T>(text, &why), T{7}) << text;  // the value stays as it was
    return why;
}

TEST(ReadNumber, ReadsDecimalNumbersOfEachType) {
    EXPECT_EQ(number_of<int>("-12"), -12);
    EXPECT_EQ(number_of<int>("+12"), 12);
    EXPECT_EQ(number_of<long>("9223372036854775807"), 9223372036854775807L);              // 2^63 - 1
    EXPECT_EQ(number_of<unsigned long>("18446744073709551615"), 18446744073709551615UL);  // 2^64 - 1
    EXPECT_EQ(number_of<float>("0.1"), 0.1F);
    EXPECT_EQ(number_of<double>("-1.5e-3"), -0.0015);
    EXPECT_EQ(number_of<double>(".5"), 0.5);
    EXPECT_EQ(number_of<double>("0"), 0);
}

TEST(ReadNumber, RefusesWhatReadersDisagreeAboutAndKeepsTheValue) {
    EXPECT_EQ(number_refusal<int>("0100"), "is '0100' (a leading zero, which some read as octal). Write 100");
    EXPECT_EQ(number_refusal<int>("-007"), "is '-007' (a leading zero, which some read as octal). Write -7");
    EXPECT_EQ(number_refusal<int>("0x10"), "is '0x10' (a whole number expected)");
    EXPECT_EQ(number_refusal<int>("1_000"), "is '1_000' (a whole number expected)");
    EXPECT_EQ(number_refusal<int>("1.5"), "is '1.5' (a whole number expected)");
    EXPECT_EQ(number_refusal<unsigned long>("-1"), "is '-1' (a whole number >= 0 expected)");
    for (std::string const text : {"", "-", "nan", "inf", "1e", "1 ", " 1", "1,5", "--1"}) {
        EXPECT_EQ(number_refusal<double>(text), "is '" + text + "' (a number expected)");
    }
}

TEST(ReadNumber, RefusesWhatTheTypeCannotHold) {
    EXPECT_EQ(number_refusal<int>("2147483648"), "is '2147483648' (not from -2147483648 to 2147483647)");  // 2^31
    EXPECT_EQ(number_refusal<float>("1e39"), "is '1e39' (beyond what a number can hold)");  // the largest is 3.4e38
    EXPECT_EQ(number_refusal<double>("1e309"), "is '1e309' (beyond what a number can hold)");
    EXPECT_EQ(number_of<double>("1e308"), 1e308);
}

TEST(ReadFlag, ReadsTheThreeSpellingsOfYamlAndKeepsTheValueOtherwise) {
    for (bool const before : {false, true}) {
        for (std::string const text : {"true", "True", "TRUE"}) {
            bool value = before;
            EXPECT_TRUE(read_flag(text, value) && value) << text;
        }
        for (std::string const text : {"false", "False", "FALSE"}) {
            bool value = before;
            EXPECT_TRUE(read_flag(text, value) && !value) << text;
        }
        for (std::string const text : {"", "yes", "on", "1", "tRUE", "true "}) {
            bool value = before;
            EXPECT_FALSE(read_flag(text, value)) << text;
            EXPECT_EQ(value, before) << text;
        }
    }
}

}  // namespace
}  // namespace jetseq
