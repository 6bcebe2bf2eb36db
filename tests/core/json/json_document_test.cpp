#include "core/json/json_document.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <memory>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "core/json/json.hpp"
#include "core/math/random.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says, test::TemporaryFolder;
using Kind = JsonValue::Kind;

std::unique_ptr<JsonDocument> document_of(std::string const& text) {
    TemporaryFolder const folder;
    write_file(folder / "a.json", text);
    return std::make_unique<JsonDocument>(folder / "a.json");
}

std::string document_complaint(std::string const& text) {
    return message_of([&] { document_of(text); });
}

/// The value of the key "a".
JsonValue a_of(std::string const& text) {
    auto const document = document_of(text);
    JsonValue value = (*document)[document->find(0, "a")];
    value.text = {};  // goes with the document
    return value;
}

std::string text_of(std::string const& text) {
    auto const document = document_of("{\"a\":\"" + text + "\"}");
    return std::string{(*document)[document->find(0, "a")].text};
}

/// Value `number` of `document` is `json`, bit by bit, with all that it holds.
void expect_same(JsonDocument const& document, std::size_t number, Json const& json) {
    JsonValue const& value = document[number];
    if (json.is_structured()) {
        ASSERT_EQ(value.kind, json.is_object() ? Kind::object : Kind::list);
        ASSERT_EQ(value.size, json.size());
        std::size_t next = number + 1;
        for (auto const& [key, member] : json.items()) {
            if (json.is_object()) {
                ASSERT_EQ(document[next++].text, key);
            }
            expect_same(document, next, member);
            next = document[next].end;
        }
        ASSERT_EQ(next, value.end);
    } else if (json.is_number()) {
        double const exact = json.get<double>();
        ASSERT_EQ(value.kind, Kind::number);
        ASSERT_EQ(std::bit_cast<std::uint64_t>(value.number), std::bit_cast<std::uint64_t>(exact)) << value.text;
        ASSERT_EQ(value.whole, json.is_number_unsigned()) << value.text;
    } else if (json.is_string()) {
        ASSERT_EQ(value.kind, Kind::text);
        ASSERT_EQ(value.text, json.get<std::string>());
    } else {
        ASSERT_EQ(value.kind, json.is_null() ? Kind::null : Kind::boolean);
        ASSERT_EQ(value.text, json.dump());
    }
}

void expect_same(std::string const& text) { expect_same(*document_of(text), 0, Json::parse(text)); }

TEST(JsonDocument, HoldsItsValuesInOrder) {
    auto const document = document_of(R"({"b": [1, {"c": true}], "a": "text"} )");
    EXPECT_EQ((*document)[0].size, 2);
    EXPECT_EQ((*document)[1].text, "b");
    EXPECT_EQ((*document)[2].size, 2);
    EXPECT_EQ((*document)[2].end, 7);
    EXPECT_EQ((*document)[2].text, R"([1, {"c": true}])");
    EXPECT_EQ(document->find(0, "a"), 8);
    EXPECT_EQ(document->find(0, "c"), JsonDocument::none);  // the inner object's
}

TEST(JsonDocument, ReadsTheNumbersOfJsonOnly) {
    EXPECT_EQ(a_of(R"({"a":-0.5e+1})").number, -5);
    EXPECT_EQ(a_of(R"({"a":1E-2})").number, 0.01);
    EXPECT_EQ(a_of(R"({"a":4.9406564584124654e-324})").number, 4.9406564584124654e-324);
    EXPECT_EQ(a_of(R"({"a":0e999})").number, 0);
    EXPECT_TRUE(a_of(R"({"a":12})").whole);
    for (auto const* text : {"1.0", "-1", "1e2", "-0"}) EXPECT_FALSE(a_of(std::string{"{\"a\":"} + text + "}").whole);
    for (auto const* text :
         {"01", "-", "+1", ".5", "1.", "1e", "1e+", "-a", "0x1", "NaN", "inf", "-Infinity", "1,", "1_0"}) {
        EXPECT_TRUE(says(document_complaint(std::string{"{\"a\":"} + text + "}"), {"line 1, column", "expected"}))
            << text;
    }
}

TEST(JsonDocument, RefusesNumbersThatADoubleCantHold) {
    for (auto const* text : {"1e999", "-1e999", "1e-999", "1e99999999999999999999"}) {
        EXPECT_TRUE(says(document_complaint(std::string{"{\"a\":"} + text + "}"), {"a double can't hold: ", text}))
            << text;
    }
    EXPECT_TRUE(says(document_complaint("{\"a\":" + std::string(100'000, '9') + "}"), {"a double can't hold: 9999"}));
    EXPECT_EQ(a_of("{\"a\":0." + std::string(100'000, '3') + "}").number, 1 / 3.0);
}

TEST(JsonDocument, ResolvesEscapes) {
    EXPECT_EQ(text_of(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
    EXPECT_EQ(text_of(R"(x\u0041\u00e9\u20ac\ud83d\ude00y)"), "xA\u00e9\u20ac\U0001f600y");
    EXPECT_EQ(text_of(R"(\u0000)"), std::string(1, '\0'));
    EXPECT_EQ(text_of("\u00e9\u20ac\U0001f600"), "\u00e9\u20ac\U0001f600");
    EXPECT_EQ(text_of(""), "");
}

TEST(JsonDocument, RefusesHalfASurrogatePairAndOtherFalseEscapes) {
    for (auto const* text : {R"(\ud800)", R"(\udc00)", R"(\ud800\u0041)", R"(\ud800x)", R"(\ud800\ud800)"}) {
        EXPECT_TRUE(says(document_complaint("{\"a\":\"" + std::string{text} + "\"}"), {"half of a surrogate pair"}))
            << text;
    }
    for (auto const* text : {R"(\u12)", R"(\u-123)", R"(\u+123)", R"(\u123g)", R"(\u)"}) {
        EXPECT_TRUE(says(document_complaint("{\"a\":\"" + std::string{text} + "\"}"), {"four hexadecimal digits"}))
            << text;
    }
    EXPECT_TRUE(says(document_complaint(R"({"a":"\x41"})"), {"an unknown escape"}));
}

TEST(JsonDocument, RefusesWhatIsNotUtf8) {
    for (auto const* bytes : {"\x80", "\xff", "\xc0\xaf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xed\xa0\x80",
                              "\xf4\x90\x80\x80", "\xc3", "\xe2\x82", "\xf5\x80\x80\x80", "\xc3("}) {
        EXPECT_TRUE(says(document_complaint("{\"a\":\"" + std::string{bytes} + "\"}"), {"not UTF-8"}));
        EXPECT_TRUE(says(document_complaint("{\"a\":\"\\n" + std::string{bytes} + "\"}"), {"not UTF-8"}));
    }
}

TEST(JsonDocument, RefusesControlCharactersAndNul) {
    EXPECT_TRUE(says(document_complaint("{\"a\":\"\n\"}"), {"line 1, column 7", "a control character"}));
    EXPECT_TRUE(says(document_complaint(std::string("{\"a\":\"\0\"}", 9)), {"a control character"}));
    EXPECT_TRUE(says(document_complaint(std::string("{\"a\":1\0}", 8)), {"expected ',' or '}'"}));
    EXPECT_TRUE(says(document_complaint(std::string("{\"a\":1}\0", 8)), {"more text after the end"}));
    EXPECT_TRUE(says(document_complaint(std::string("{\0\"a\":1}", 8)), {"expected a key"}));
}

TEST(JsonDocument, NamesLineAndColumnOfAMistake) {
    EXPECT_TRUE(says(document_complaint("{\"a\": 1,\n\"b\": 2,\n\"c\" 3}"),
                     {"a.json", "not a whole JSON document", "line 3, column 5: expected ':'"}));
    EXPECT_TRUE(says(document_complaint("{\"a\": [1 2]}"), {"line 1, column 10: expected ',' or ']'"}));
    EXPECT_TRUE(says(document_complaint("{\"a\": 1,}"), {"line 1, column 9: expected a key in quotes"}));
    EXPECT_TRUE(says(document_complaint("{\"a\": [1,]}"), {"line 1, column 10: expected a value"}));
    EXPECT_TRUE(says(document_complaint("{\"a\": 1"), {"line 1, column 8", "the text ends here"}));
    EXPECT_TRUE(says(document_complaint("{\"a\": [1}"), {"line 1, column 9: expected ',' or ']'"}));
    EXPECT_TRUE(says(document_complaint("{} {}"), {"line 1, column 4: more text after the end"}));
    EXPECT_TRUE(says(document_complaint("{\"a\": nul}"), {"line 1, column 7: expected a value"}));
}

TEST(JsonDocument, NamesAKeyThatStandsTwice) {
    EXPECT_TRUE(
        says(document_complaint(R"({"scale": 1, "name": "pt", "scale": 2})"), {"a.json: key 'scale' appears twice"}));
    EXPECT_TRUE(says(document_complaint("{\"a\":\n [{\"b\": {\"c\": 1, \"c\": 1}}]}"),
                     {"key 'c' appears twice", "line 2, column 9"}));
    EXPECT_TRUE(says(document_complaint(R"({"a": 1, "\u0061": 1})"), {"key 'a' appears twice"}));
    document_of(R"({"a": {"a": 1}, "b": {"a": 2}, "c": [{"a": 1}, {"a": 1}]})");
}

TEST(JsonDocument, MayBe32LevelsDeep) {
    auto const nested = [](std::size_t levels) {
        return "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
    };
    document_of(nested(32));
    EXPECT_TRUE(says(document_complaint(nested(33)), {"a.json: nested more than 32 levels deep (line 1, column 37"}));
}

TEST(JsonDocument, AgreesWithNlohmannOnOurFiles) {
    expect_same(read_file(JETSEQ_SOURCE_DIR "/models/reference/vbf.json"));
    auto const model = test::random_model(2, 7, 1, Frame::canonical, {5});
    expect_same(to_json(model));
    expect_same(Json::parse(to_json(model)).dump(3));
}

TEST(JsonDocument, AgreesWithNlohmannOnNumbersOfAnyBits) {
    Random random{1};
    Json numbers = Json::array();
    for (int n = 0; n < 200'000; ++n) {
        std::uint64_t const bits = random.bits();
        double number = 0;
        std::memcpy(&number, &bits, sizeof number);
        if (std::isfinite(number)) numbers.push_back(number);
        numbers.push_back(static_cast<float>(random.uniform()));
        numbers.push_back(static_cast<std::int64_t>(bits) >> (n % 64));
    }
    expect_same(Json{{"a", numbers}, {"b", "\u00e9\n\"\\"}, {"c", {nullptr, true, false}}}.dump());
}

}  // namespace
}  // namespace jetseq
