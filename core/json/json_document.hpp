#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace jetseq {

/// A value of a JSON document.
struct JsonValue {
    enum class Kind : std::uint8_t { null, boolean, number, text, list, object };
    Kind kind;
    bool whole = false;      ///< a number of digits only: no sign, point or exponent
    std::uint32_t size = 0;  ///< elements of a list, pairs of an object
    std::uint32_t end = 0;   ///< number of the first value after this one and all its members
    double number = 0;
    std::string_view text;  ///< of a text its characters, with escapes resolved; of other values their source
};

/// A JSON document (RFC 8259), read strictly, without a library and without recursion.
/// Values are numbered in order: an object is followed by key, value, key, value ..., a list by its elements.
class JsonDocument {
public:
    // frozen::require_readable() checks before the first epoch that a network stays within these.
    static constexpr std::size_t largest_file = std::size_t{256} << 20;  ///< [bytes]
    static constexpr std::size_t most_values = std::size_t{12} << 20;    ///< including keys
    static constexpr std::size_t deepest_nesting = 32;

    /// Reads the file at `path`, whose outermost value must be an object. Throws Error with line and column:
    /// not JSON, not UTF-8, a number beyond a double's range, a repeated key, a limit above exceeded, text after the
    /// end.
    explicit JsonDocument(std::string const& path);
    /// Reads a text in the same way; errors call it `name`. `wanted`: what the error advises if the text is no object.
    JsonDocument(std::string name, std::string text, std::string const& wanted = "a frozen model or a run directory");
    JsonDocument(JsonDocument const&) = delete;  // values point into the text
    JsonDocument& operator=(JsonDocument const&) = delete;

    std::string const& path() const noexcept { return path_; }
    JsonValue const& operator[](std::size_t number) const noexcept { return values_[number]; }

    static constexpr std::size_t none = ~std::size_t{0};
    /// The number of the value of `key` in object `number`, or `none`.
    std::size_t find(std::size_t number, std::string_view key) const noexcept;

private:
    friend class JsonParser;
    std::string path_, text_;
    std::vector<JsonValue> values_;
    std::deque<std::string> unescaped_;  ///< texts that had escapes; a deque does not move them
};

}  // namespace jetseq
