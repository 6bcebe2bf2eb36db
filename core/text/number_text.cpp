#include "core/text/number_text.hpp"

#include <charconv>
#include <cmath>
#include <cstddef>

namespace jetseq {

std::string fixed(double value, int digits) {
    if (!std::isfinite(value)) return "n/a";
    char text[400];  // the largest double has 309 digits before the point
    auto const end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, digits).ptr;
    std::string result(text, end);
    bool const is_zero = result.find_first_not_of("-0.") == std::string::npos;
    return is_zero && result[0] == '-' ? result.substr(1) : result;
}

namespace {

template <class Number>
std::string digits_of(Number value) {
    char text[64];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

}  // namespace

std::string fewest_digits(float value) { return digits_of(value); }
std::string fewest_digits(double value) { return digits_of(value); }

std::string shortest(double value) {
    if (!std::isfinite(value)) return "n/a";
    bool const whole = value == std::floor(value) && std::abs(value) < 1e9;
    if (whole) return fixed(value, 0);
    // Columns of files are floats: 0.1F is "0.1", not "0.10000000149".
    auto const as_float = static_cast<float>(value);
    return static_cast<double>(as_float) == value ? fewest_digits(as_float) : fewest_digits(value);
}

std::string significant(double value, int digits) {
    char text[64];
    auto const end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits).ptr;
    return {text, end};
}

std::string count_text(std::uint64_t n) {
    auto text = std::to_string(n);
    if (n < 10000) return text;
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), "\xE2\x80\x89");  // a thin space
    }
    return text;
}

}  // namespace jetseq
