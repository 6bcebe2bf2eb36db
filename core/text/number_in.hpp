#pragma once
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace jetseq {

/// The number that all of `text` spells: decimal digits with a minus sign if T has one, of a floating-point type also
/// with a point and an exponent, "inf" or "nan". Nothing if `text` is anything else or T can't hold the number.
template <class T>
std::optional<T> number_in(std::string_view text) noexcept {
    T number{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace jetseq
