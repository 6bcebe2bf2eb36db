#include "core/json/json_parser.hpp"

#include <algorithm>
#include <charconv>

#include "core/error.hpp"
#include "core/json/json_text.hpp"

namespace jetseq {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What `text` writes is not zero, whatever its exponent.
bool has_a_digit_other_than_zero(std::string_view text) {
    return text.substr(0, text.find_first_of("eE")).find_first_of("123456789") != std::string_view::npos;
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
    if (here_ != end_) fail("more text behind the end of the document");
}

/// One more member of the innermost list or object, or its end.
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
        fail("more than " + std::to_string(JsonDocument::most_values) + " values, which no file of ours has");
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

}  // namespace jetseq
