#pragma once
#include <cstdint>
#include <string>

namespace jetseq {

/// `value` with `digits` digits after the point: the same bytes on every machine and in every locale, never "-0.0".
/// "n/a" if it is not finite.
std::string fixed(double value, int digits);

/// The shortest text that reads back as `value`: 0.6, 1000.
std::string shortest(double value);

/// `value` with `digits` significant digits: "0.25", "1.8e-07", "inf"; the same bytes in every locale.
std::string significant(double value, int digits = 6);

/// A number of events, in groups of three digits from 10 000 on.
std::string count_text(std::uint64_t n);

}  // namespace jetseq
