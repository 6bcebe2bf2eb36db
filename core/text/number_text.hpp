#pragma once
#include <cstdint>
#include <string>

namespace jetseq {

/// `value` with `digits` digits after the point: the same bytes on every machine and in every locale, never "-0.0".
/// "n/a" if it is not finite.
std::string fixed(double value, int digits);

/// The fewest digits that read back as `value`: "0.1", "1e+09", "inf"; the same bytes in every locale.
std::string fewest_digits(float value);
std::string fewest_digits(double value);

/// The shortest text that reads back as `value`, whole numbers in full: 0.6, 1000. "n/a" if it is not finite.
std::string shortest(double value);

/// `value` with `digits` significant digits: "0.25", "1.8e-07", "inf"; the same bytes in every locale.
std::string significant(double value, int digits = 6);

/// A number of events, in groups of three digits from 10 000 on.
std::string count_text(std::uint64_t n);

}  // namespace jetseq
