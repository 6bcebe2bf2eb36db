#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace jetseq {

/// A sum of doubles without rounding, as an integer in units of 2^-1076 with limbs of 32 bits (Kulisch, Computer
/// Arithmetic and Validity (2008), chapter 8). Gives the same bits for any order of additions, and for sums of partial
/// sums.
class ExactSum {
public:
    /// `value` must be finite.
    void add(double value) noexcept;
    /// Adds value * value; exact if that is between 10^-290 and 10^308.
    void add_square(double value) noexcept;
    void add(ExactSum const& other) noexcept;
    void subtract(ExactSum const& other) noexcept;

    /// The nearest double, ties to even.
    double value() const noexcept;

    /// The exact sum: a hexadecimal integer and a power of two, such as "-1a3p-20"; "0" for an empty sum.
    std::string text() const;
    /// Reads what text() gives. Throws Error for any other text.
    static ExactSum from_text(std::string const& text);

    friend bool operator==(ExactSum const& a, ExactSum const& b) { return a.text() == b.text(); }
    friend bool operator!=(ExactSum const& a, ExactSum const& b) { return !(a == b); }

private:
    static constexpr std::size_t limbs = 68;  // 2100 bits of doubles, and 76 for carries
    using Limbs = std::array<std::int64_t, limbs>;

    void carry() noexcept;
    void add(ExactSum other, int sign) noexcept;
    /// The limbs of the absolute value, in [0, 2^32); sets `negative`.
    Limbs magnitude(bool& negative) const noexcept;

    Limbs limbs_{};                ///< value = sum of limbs_[i] * 2^(32 i - 1076)
    std::uint32_t additions_ = 0;  ///< since the last carry
};

}  // namespace jetseq
