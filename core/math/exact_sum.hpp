#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace jetseq {

/// A sum of numbers without rounding: a whole number of units of 2^-1076, in limbs of 32 bits, so that every double
/// has its place (Kulisch, Computer Arithmetic and Validity (2008), chapter 8). Adding in any order, in one piece or
/// in many that are added afterwards, gives the same bits.
class ExactSum {
public:
    /// `value` must be finite.
    void add(double value) noexcept;
    /// Adds value * value, exactly as long as it is neither above 10^308 nor below 10^-290.
    void add_square(double value) noexcept;
    void add(ExactSum const& other) noexcept;
    void subtract(ExactSum const& other) noexcept;

    /// The nearest double, ties to even.
    double value() const noexcept;

    /// The sum itself: a hexadecimal whole number and a power of two, such as "-1a3p-20"; "0" for nothing.
    std::string text() const;
    /// Throws Error where `text` is not what text() gives.
    static ExactSum from_text(std::string const& text);

    friend bool operator==(ExactSum const& a, ExactSum const& b) { return a.text() == b.text(); }
    friend bool operator!=(ExactSum const& a, ExactSum const& b) { return !(a == b); }

private:
    static constexpr std::size_t limbs = 68;  // 2100 bits of doubles, and 76 for carries
    using Limbs = std::array<std::int64_t, limbs>;

    void carry() noexcept;
    void add(ExactSum other, int sign) noexcept;
    /// Limbs in [0, 2^32) of the absolute value; `negative` says its sign.
    Limbs magnitude(bool& negative) const noexcept;

    Limbs limbs_{};                ///< value = sum of limbs_[i] * 2^(32 i - 1076)
    std::uint32_t additions_ = 0;  ///< since the last carry
};

}  // namespace jetseq
