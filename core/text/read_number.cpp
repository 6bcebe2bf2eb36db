#include "core/text/read_number.hpp"

#include <charconv>
#include <limits>
#include <system_error>
#include <type_traits>

namespace jetseq {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <class T>
std::string expected() {
    if (std::is_floating_point_v<T>) return "a number";
    return std::is_unsigned_v<T> ? "a whole number >= 0" : "a whole number";
}

template <class T>
std::string range() {
    using Limits = std::numeric_limits<T>;
    if (std::is_floating_point_v<T>) return "beyond what a number can hold";
    return "not from " + std::to_string(Limits::lowest()) + " to " + std::to_string(Limits::max());
}

/// The decimal number that "-0100" may mean: "-100".
std::string without_zeros(std::string const& sign, std::string digits) {
    while (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) digits.erase(0, 1);
    return sign + digits;
}

template <class T>
std::string read(std::string const& text, T& value) {
    std::string const sign = text.rfind('-', 0) == 0 ? "-" : "";
    std::string const digits = text.substr(text.rfind('-', 0) == 0 || text.rfind('+', 0) == 0 ? 1 : 0);
    std::string const shown = "is '" + text + "' (";
    if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
        return shown + "a leading zero, which some read as octal). Write " + without_zeros(sign, digits);
    }
    bool const starts = !digits.empty() && (is_digit(digits[0]) || digits[0] == '.');
    if (!starts || (std::is_unsigned_v<T> && !sign.empty())) return shown + expected<T>() + " expected)";
    std::string const plain = sign + digits;
    T found{};
    auto const [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), found);
    if (error == std::errc::result_out_of_range) return shown + range<T>() + ")";
    if (error != std::errc{} || end != plain.data() + plain.size()) return shown + expected<T>() + " expected)";
    value = found;
    return "";
}

}  // namespace

std::string read_number(std::string const& text, int& value) { return read(text, value); }
std::string read_number(std::string const& text, long& value) { return read(text, value); }
std::string read_number(std::string const& text, unsigned long& value) { return read(text, value); }
std::string read_number(std::string const& text, float& value) { return read(text, value); }
std::string read_number(std::string const& text, double& value) { return read(text, value); }

bool read_flag(std::string const& text, bool& value) {
    bool const is_true = text == "true" || text == "True" || text == "TRUE";
    if (!is_true && text != "false" && text != "False" && text != "FALSE") return false;
    value = is_true;
    return true;
}

}  // namespace jetseq
