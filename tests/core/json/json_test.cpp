#include "core/json/json.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/io/output_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

Json json_of(std::string const& text) {
    TemporaryFolder const folder;
    write_file(folder / "a.json", text);
    return read_json(folder / "a.json");
}

std::string json_complaint(std::string const& text) {
    return message_of([&] { json_of(text); });
}

std::string nested(int levels) {
    auto const lists = static_cast<std::size_t>(levels - 1);
    return "{\"a\":" + std::string(lists, '[') + std::string(lists, ']') + "}";
}

TEST(Json, KeepsTheOrderOfItsKeys) {
    EXPECT_EQ(json_of(R"({"b": 1, "a": {"z": 2, "y": 3}})").dump(), R"({"b":1,"a":{"z":2,"y":3}})");
}

TEST(Json, IsParsedFromAText) {
    EXPECT_EQ(parse_json(R"({"b": 1, "a": [null]})"), (Json{{"b", 1}, {"a", {nullptr}}}));
    EXPECT_THROW(parse_json("{"), Json::exception);
}

TEST(Json, ReplacesBytesThatAreNotUtf8) {
    EXPECT_EQ(text_of(Json{{"file", "\xe9v.h5"}}), "{\"file\":\"\xef\xbf\xbdv.h5\"}");
}

TEST(Json, ComesBackAsItWasWritten) {
    TemporaryFolder const folder;
    Json const json = {{"b", 0.1}, {"a", {1, 2, nullptr, true}}, {"text", "\"\n\u00e9"}};
    for (int const indent : {-1, 2}) {
        write_json(folder / "a.json", json, indent);
        EXPECT_EQ(read_json(folder / "a.json"), json);
    }
}

TEST(Json, IsWrittenEvenWithTextThatIsNotUtf8) {  // a path may hold any byte
    TemporaryFolder const folder;
    write_json(folder / "a.json", {{"path", "a\xff"}});
    EXPECT_EQ(read_json(folder / "a.json").at("path"), "a\ufffd");
}

TEST(Json, NamesAKeyThatStandsTwice) {
    EXPECT_TRUE(
        says(json_complaint(R"({"scale": 1, "name": "pt", "scale": 2})"), {"a.json: key 'scale' appears twice"}));
    EXPECT_TRUE(says(json_complaint(R"({"a": [{"b": {"c": 1, "c": 1}}]})"), {"key 'c' appears twice"}));
    EXPECT_TRUE(
        says(json_complaint(R"({"a": {"a": 1}, "b": {"a": 2}, "c": [{"a": 1}, {"a": 1}]})"), {"nothing was thrown"}));
    EXPECT_TRUE(
        says(json_complaint(R"({"a": {"b": 1}, "a": 2})"), {"key 'a' appears twice"}));  // after an inner object
}

TEST(Json, NamesTheLineOfAMistake) {
    EXPECT_TRUE(
        says(json_complaint("{\"a\": 1,\n\"b\": 2,\n\"c\" 3}"), {"a.json", "not a whole JSON document", "line 3"}));
}

TEST(Json, RefusesDeepNesting) {
    EXPECT_TRUE(says(json_complaint(nested(20)), {"nothing was thrown"}));
    EXPECT_TRUE(says(json_complaint(nested(40)), {"a.json: nested more than 32 levels"}));
    EXPECT_TRUE(says(json_complaint(nested(1'000'000)), {"nested more than 32 levels"}));  // and no stack is used up
    std::string objects;
    for (int n = 0; n < 100'000; ++n) objects += "{\"a\":";
    EXPECT_TRUE(says(json_complaint(objects), {"nested more than 32 levels"}));
}

TEST(Json, MustBeAnObject) {
    for (auto const* text : {"[1]", "\x89HDF {", "plain text", "3"}) {
        EXPECT_TRUE(says(json_complaint(text), {"can't read", "a.json"})) << text;
    }
    EXPECT_EQ(json_of(" \n{\"a\": 1}").at("a"), 1);
}

TEST(Json, WritesNullForNumbersThatAreNotFinite) {
    EXPECT_EQ(
        text_of(Json{{"a", json_number(0.5)}, {"b", json_number(std::nan(""))}, {"c", json_number(-INFINITY)}}, -1),
        R"({"a":0.5,"b":null,"c":null})");
}

TEST(Json, RefusesTextAfterItsEnd) {
    EXPECT_TRUE(says(json_complaint("{} {}"), {"not a whole JSON document"}));
    EXPECT_TRUE(says(json_complaint(""), {"the file is empty"}));
}

}  // namespace
}  // namespace jetseq
