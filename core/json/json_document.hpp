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
    std::uint32_t end = 0;   ///< the number of the first value behind this one and all that it holds
    double number = 0;
    std::string_view text;  ///< a text's characters, escapes resolved; of other values what stands in the document
};

/// A JSON document (RFC 8259) read strictly, without a library and without recursion, whatever it holds.
/// Values are numbered as they stand: an object is followed by key, value, key, value ..., a list by its elements.
class JsonDocument {
public:
    // What `jetseq train` may freeze stays below these: frozen::require_readable() checks before the first epoch.
    static constexpr std::size_t largest_file = std::size_t{256} << 20;  ///< [bytes]
    static constexpr std::size_t most_values = std::size_t{12} << 20;    ///< keys are counted too
    static constexpr std::size_t deepest_nesting = 32;

    /// Reads the file at `path`, whose outermost value must be an object. Throws Error with line and column:
    /// not JSON, not UTF-8, a number beyond a double's range, a key given twice, one of the limits above, more text
    /// behind the end.
    explicit JsonDocument(std::string const& path);
    /// Reads a text in the same way; errors call it `name`. `wanted`: the kind of file that the error advises if the
    /// text is no object.
    JsonDocument(std::string name, std::string text, std::string const& wanted = "a frozen model or a run directory");
    JsonDocument(JsonDocument const&) = delete;  // values point into its text
    JsonDocument& operator=(JsonDocument const&) = delete;

    std::string const& path() const noexcept { return path_; }
    JsonValue const& operator[](std::size_t number) const noexcept { return values_[number]; }

    static constexpr std::size_t none = ~std::size_t{0};
    /// The number of the value that object `number` has for `key`, or `none`.
    std::size_t find(std::size_t number, std::string_view key) const noexcept;

private:
    friend class JsonParser;
    std::string path_, text_;
    std::vector<JsonValue> values_;
    std::deque<std::string> unescaped_;  ///< texts that had escapes; they don't move
};

}  // namespace jetseq
