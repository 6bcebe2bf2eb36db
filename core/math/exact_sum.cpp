#include "core/math/exact_sum.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstddef>

#include "core/error.hpp"

namespace jetseq {
namespace {

constexpr int unit_exponent = -1076;      // 2 below smallest_exponent, so that exponents in texts are multiples of 4
constexpr int smallest_exponent = -1074;  // of a double
constexpr int limb_bits = 32;
constexpr std::int64_t limb_size = std::int64_t{1} << limb_bits;
constexpr std::uint32_t additions_between_carries = std::uint32_t{1} << 29;  // each adds less than 2^33 to a limb
constexpr char digits[] = "0123456789abcdef";

[[noreturn]] void refuse(std::string const& text) {
    throw Error{"'" + text.substr(0, 40) +
                "' is not an exact sum (such as \"-1a3p-20\"; \"0\"). Make the file of the cutflow again"};
}

int digit_of(char c, std::string const& text) {
    auto const* const found = std::find(digits, digits + 16, c);
    if (found == digits + 16) refuse(text);
    return static_cast<int>(found - digits);
}

}  // namespace

void ExactSum::add(double value) noexcept {
    assert(std::isfinite(value));
    auto const bits = std::bit_cast<std::uint64_t>(value);  // sign, 11 bits of exponent, 52 of mantissa
    auto const exponent = static_cast<int>(bits >> 52 & 0x7ff);
    std::uint64_t mantissa = bits & ((std::uint64_t{1} << 52) - 1);
    if (exponent > 0) mantissa |= std::uint64_t{1} << 52;
    int const place = std::max(exponent, 1) - 1 + smallest_exponent - unit_exponent;
    auto const first = static_cast<std::size_t>(place / limb_bits);
    int const inside = place % limb_bits;
    std::uint64_t const low = mantissa << inside;  // 96 bits in all
    std::uint64_t const high = inside == 0 ? 0 : mantissa >> (64 - inside);
    std::int64_t const sign = bits >> 63 ? -1 : 1;
    limbs_[first] += sign * static_cast<std::int64_t>(low & (limb_size - 1));
    limbs_[first + 1] += sign * static_cast<std::int64_t>(low >> limb_bits);
    limbs_[first + 2] += sign * static_cast<std::int64_t>(high);
    if (++additions_ == additions_between_carries) carry();
}

void ExactSum::add_square(double value) noexcept {
    double const rounded = value * value;
    add(rounded);
    double const error = std::fma(value, value, -rounded);
    if (error != 0) add(error);
}

void ExactSum::add(ExactSum const& other) noexcept { add(other, 1); }

void ExactSum::subtract(ExactSum const& other) noexcept { add(other, -1); }

void ExactSum::add(ExactSum other, int sign) noexcept {
    carry(), other.carry();
    for (std::size_t i = 0; i < limbs; ++i) limbs_[i] += sign * other.limbs_[i];
    carry();
}

void ExactSum::carry() noexcept {
    for (std::size_t i = 0; i + 1 < limbs; ++i) {
        std::int64_t up = limbs_[i] / limb_size;
        if (limbs_[i] % limb_size < 0) --up;
        limbs_[i] -= up * limb_size;
        limbs_[i + 1] += up;
    }
    additions_ = 0;
}

ExactSum::Limbs ExactSum::magnitude(bool& negative) const noexcept {
    ExactSum sum = *this;
    sum.carry();
    negative = sum.limbs_.back() < 0;
    if (negative) {
        for (auto& limb : sum.limbs_) limb = -limb;
        sum.carry();
    }
    return sum.limbs_;
}

double ExactSum::value() const noexcept {
    bool negative = false;
    Limbs const limb = magnitude(negative);
    std::size_t top = limbs;
    while (top > 0 && limb[top - 1] == 0) --top;
    if (top == 0) return 0;
    // The 64 leading bits, the last of them set if any bit follows, so that the conversion rounds correctly.
    std::uint64_t bits = 0;
    int taken = 0;
    bool rest = false;
    for (std::size_t i = top; i-- > 0;) {
        for (int b = limb_bits - 1; b >= 0; --b) {
            bool const bit = (limb[i] >> b & 1) != 0;
            if (taken == 64) {
                rest = rest || bit;
            } else if (taken > 0 || bit) {
                bits = bits << 1 | (bit ? 1U : 0U);
                ++taken;
            }
        }
    }
    int lowest = unit_exponent;  // exponent of the last bit taken
    if (taken == 64) {
        int leading = limb_bits - 1;
        while ((limb[top - 1] >> leading & 1) == 0) --leading;
        lowest += static_cast<int>(top - 1) * limb_bits + leading - 63;
        bits |= rest ? 1U : 0U;
    }
    double const size = std::ldexp(static_cast<double>(bits), lowest);
    return negative ? -size : size;
}

std::string ExactSum::text() const {
    bool negative = false;
    Limbs const limb = magnitude(negative);
    std::string hex;  // lowest digit first
    for (std::int64_t const part : limb) {
        for (int b = 0; b < limb_bits; b += 4) hex += digits[part >> b & 15];
    }
    auto const low = hex.find_first_not_of('0');
    if (low == std::string::npos) return "0";
    hex.erase(hex.find_last_not_of('0') + 1);
    std::string const number{hex.rbegin(), hex.rend() - static_cast<std::ptrdiff_t>(low)};
    return (negative ? "-" : "") + number + "p" + std::to_string(unit_exponent + 4 * static_cast<int>(low));
}

ExactSum ExactSum::from_text(std::string const& text) {
    ExactSum sum;
    if (text == "0") return sum;
    bool const negative = text.rfind('-', 0) == 0;
    auto const p = text.find('p');
    if (p == std::string::npos || p == (negative ? 1U : 0U)) refuse(text);
    int exponent = 0;
    auto const end = text.data() + text.size();
    auto const parsed = std::from_chars(text.data() + p + 1, end, exponent);
    if (parsed.ec != std::errc{} || parsed.ptr != end) refuse(text);
    constexpr int bits = limb_bits * static_cast<int>(limbs);
    if (exponent < unit_exponent || exponent >= unit_exponent + bits) refuse(text);
    int place = exponent - unit_exponent;  // in bits; multiples of 4
    if (place % 4 != 0) refuse(text);
    for (std::size_t i = p; i-- > (negative ? 1U : 0U); place += 4) {
        auto const at = static_cast<std::size_t>(place / limb_bits);
        if (at >= limbs) refuse(text);
        std::int64_t const part = std::int64_t{digit_of(text[i], text)} << (place % limb_bits);
        sum.limbs_[at] += negative ? -part : part;
    }
    sum.carry();
    return sum;
}

}  // namespace jetseq
