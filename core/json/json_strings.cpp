#include "core/error.hpp"
#include "core/json/json_parser.hpp"
#include "core/json/json_text.hpp"

namespace jetseq {

/// The text between the quotes. It stays where it is, unless it has escapes.
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

/// The character of "\uXXXX", or of a surrogate pair "\uD8XX\uDCXX", from the 'u' on.
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

}  // namespace jetseq
