#pragma once
#include <array>
#include <string>
#include <string_view>

#include "core/json/json_document.hpp"

namespace jetseq {

/// Fills a JsonDocument from its text. Open lists and objects are kept in an array of fixed length, so that no document
/// overflows the stack.
class JsonParser {
public:
    explicit JsonParser(JsonDocument& document) noexcept;
    void read_document();

private:
    using Kind = JsonValue::Kind;

    void read_value();
    void read_member();
    void read_word(std::string_view word, Kind kind);
    void read_number();
    void read_digits();
    std::string_view read_string();
    std::string_view read_string_with_escapes(char const* first);
    void read_escape(std::string& text);
    unsigned read_code();
    void read_character();
    void open(Kind kind);
    void close();
    void refuse_keys_given_twice(std::size_t object) const;

    void add(JsonValue const& value);
    void skip_blanks() noexcept;
    void expect(char wanted, char const* what);
    std::string_view since(char const* first) const noexcept {
        return {first, static_cast<std::size_t>(here_ - first)};
    }
    std::string place_of(char const* place) const;
    [[noreturn]] void fail(std::string const& why) const { fail(why, here_); }
    [[noreturn]] void fail(std::string const& why, char const* place) const;

    JsonDocument& document_;
    char const *here_, *end_;                                          ///< *end_ is '\0', which is not part of the text
    std::array<std::uint32_t, JsonDocument::deepest_nesting> open_{};  ///< lists and objects not yet closed
    std::size_t depth_ = 0;
};

}  // namespace jetseq
