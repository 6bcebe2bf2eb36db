#include "core/json/json_parser.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/error.hpp"
#include "core/text/utf8.hpp"

namespace jetseq {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether the number that `text` writes is not zero, whatever its exponent.
bool has_a_digit_other_than_zero(std::string_view text) {
    return text.substr(0, text.find_first_of("eE")).find_first_of("123456789") != std::string_view::npos;
}

/// Reads the four hexadecimal digits at `first`; -1 if there are none.
int hexadecimal(char const* first, char const* end) noexcept {
    int code = 0;
    if (end - first < 4 || *first == '-') return -1;
    auto const [stop, error] = std::from_chars(first, first + 4, code, 16);
    return error == std::errc{} && stop == first + 4 ? code : -1;
}

}  // namespace

JsonParser::JsonParser(JsonDocument& document) noexcept
    : document_{document}, here_{document.text_.data()}, end_{here_ + document.text_.size()} {}

void JsonParser::read_document() {
    document_.values_.reserve(std::min(JsonDocument::most_values, document_.text_.size() / 16 + 16));
    skip_blanks();
    read_value();
    while (depth_ > 0) read_member();
    skip_blanks();
    if (here_ != end_) fail("more text after the end of the document");
}

/// Reads one more member of the innermost list or object, or its end.
void JsonParser::read_member() {
    JsonValue& outer = document_.values_[open_[depth_ - 1]];
    bool const object = outer.kind == Kind::object;
    skip_blanks();
    if (*here_ == (object ? '}' : ']')) return close();
    if (outer.size > 0) expect(',', object ? "',' or '}'" : "',' or ']'");
    ++outer.size;
    if (object) {
        if (*here_ != '"') fail("expected a key in quotes");
        std::string_view const key = read_string();
        add({Kind::text, false, 0, 0, 0, key});
        skip_blanks();
        expect(':', "':'");
    }
    read_value();
}

void JsonParser::read_value() {
    switch (*here_) {
        case '{':
            return open(Kind::object);
        case '[':
            return open(Kind::list);
        case '"': {
            std::string_view const text = read_string();
            return add({Kind::text, false, 0, 0, 0, text});
        }
        case 't':
            return read_word("true", Kind::boolean);
        case 'f':
            return read_word("false", Kind::boolean);
        case 'n':
            return read_word("null", Kind::null);
        default:
            return read_number();
    }
}

void JsonParser::open(Kind kind) {
    if (depth_ == open_.size()) {
        throw Error{document_.path_ + ": nested more than " + std::to_string(open_.size()) + " levels deep (" +
                    place_of(here_) + "; no file of ours is). Name another file"};
    }
    open_[depth_++] = static_cast<std::uint32_t>(document_.values_.size());
    add({kind, false, 0, 0, 0, {here_++, 1}});
}

void JsonParser::close() {
    std::uint32_t const number = open_[--depth_];
    JsonValue& value = document_.values_[number];
    ++here_;
    value.text = since(value.text.data());
    value.end = static_cast<std::uint32_t>(document_.values_.size());
    if (value.kind == Kind::object) refuse_keys_given_twice(number);
}

void JsonParser::read_word(std::string_view word, Kind kind) {
    if (std::string_view{here_, static_cast<std::size_t>(end_ - here_)}.substr(0, word.size()) != word) {
        fail("expected a value");
    }
    here_ += word.size();
    add({kind, false, 0, 0, 0, word});
}

void JsonParser::read_number() {
    char const* const first = here_;
    bool const negative = *here_ == '-';
    here_ += negative;
    if (!is_digit(*here_)) fail("expected a value", first);
    bool whole = !negative;
    if (*here_ == '0')
        ++here_;
    else
        read_digits();
    if (*here_ == '.') ++here_, whole = false, read_digits();
    if (*here_ == 'e' || *here_ == 'E') {
        ++here_, whole = false;
        here_ += *here_ == '+' || *here_ == '-';
        read_digits();
    }
    double number = 0;
    auto const error = std::from_chars(first, here_, number).ec;
    if (error != std::errc{} || (number == 0 && has_a_digit_other_than_zero(since(first)))) {
        fail("a number that a double can't hold: " + std::string{since(first).substr(0, 40)}, first);
    }
    add({Kind::number, whole, 0, 0, number, since(first)});
}

void JsonParser::read_digits() {
    if (!is_digit(*here_)) fail("expected a digit");
    while (is_digit(*here_)) ++here_;
}

void JsonParser::add(JsonValue const& value) {
    auto& values = document_.values_;
    if (values.size() == JsonDocument::most_values) {
        fail("more than " + std::to_string(JsonDocument::most_values) + " values, the most that are read");
    }
    values.push_back(value);
    values.back().end = static_cast<std::uint32_t>(values.size());
}

void JsonParser::skip_blanks() noexcept {
    while (*here_ == ' ' || *here_ == '\n' || *here_ == '\r' || *here_ == '\t') ++here_;
}

void JsonParser::expect(char wanted, char const* what) {
    if (*here_ != wanted) fail(std::string{"expected "} + what);
    ++here_;
    skip_blanks();
}

/// The text between the quotes: a view of the document, or a copy if it has escapes.
std::string_view JsonParser::read_string() {
    char const* const first = ++here_;
    while (*here_ != '"' && *here_ != '\\') read_character();
    if (*here_ == '\\') return read_string_with_escapes(first);
    std::string_view const text = since(first);
    ++here_;
    return text;
}

std::string_view JsonParser::read_string_with_escapes(char const* first) {
    std::string text{since(first)};
    while (*here_ != '"') {
        char const* const place = here_;
        if (*here_ == '\\') {
            read_escape(text);
        } else {
            read_character();
            text += since(place);
        }
    }
    ++here_;
    return document_.unescaped_.emplace_back(std::move(text));
}

void JsonParser::read_character() {
    if (static_cast<unsigned char>(*here_) < 0x20) {
        fail(here_ == end_ ? "expected '\"'" : "a control character in a text");
    }
    int const length = utf8_length(here_, end_);
    if (length == 0) fail("a text that is not UTF-8");
    here_ += length;
}

void JsonParser::read_escape(std::string& text) {
    constexpr std::string_view escapes = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    char const* const first = here_++;
    if (*here_ == 'u') return append_utf8(text, read_code());
    std::size_t const escape = escapes.find(*here_);
    if (escape == std::string_view::npos) fail("an unknown escape", first);
    text += meanings[escape];
    ++here_;
}

/// Reads the four hexadecimal digits after "\u", or both halves of a surrogate pair. Begins at the first 'u'.
unsigned JsonParser::read_code() {
    char const* const first = here_ - 1;
    auto const half = [&] {
        int const code = hexadecimal(here_ + 1, end_);
        if (code < 0) fail("\\u without four hexadecimal digits", first);
        here_ += 5;
        return static_cast<unsigned>(code);
    };
    unsigned const high = half();
    if (high < 0xd800 || high > 0xdfff) return high;
    bool const paired = high < 0xdc00 && here_[0] == '\\' && here_[1] == 'u';
    unsigned const low = paired ? (++here_, half()) : 0;
    if (low < 0xdc00 || low > 0xdfff) fail("half of a surrogate pair", first);
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

void JsonParser::refuse_keys_given_twice(std::size_t object) const {
    std::vector<std::string_view> keys;
    keys.reserve(document_[object].size);
    for (std::size_t key = object + 1; key < document_[object].end; key = document_[key + 1].end) {
        keys.push_back(document_[key].text);
    }
    std::sort(keys.begin(), keys.end());
    auto const twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice == keys.end()) return;
    throw Error{document_.path_ + ": key '" + std::string{*twice} +
                "' appears twice in one object (the one that begins in " + place_of(document_[object].text.data()) +
                "; which of them is meant?). Remove one"};
}

/// "line 3, column 17"; columns are bytes.
std::string JsonParser::place_of(char const* place) const {
    char const* const begin = document_.text_.data();
    std::string_view const before{begin, static_cast<std::size_t>(place - begin)};
    auto const line = 1 + std::count(before.begin(), before.end(), '\n');
    std::size_t const last_line = before.rfind('\n') + 1;  // 0 if there is none
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - last_line + 1);
}

void JsonParser::fail(std::string const& why, char const* place) const {
    throw Error{"can't read " + document_.path_ + " (not a whole JSON document: " + place_of(place) + ": " + why +
                (place == end_ ? "; the text ends here" : "") + "). Copy or make it again"};
}

}  // namespace jetseq
