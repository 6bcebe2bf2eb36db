#pragma once
#include <string>

namespace jetseq {

/// Reads a number of a configuration or the command line: decimal digits, for floating-point types also a point and an
/// exponent. Returns "" or, with `value` unchanged, the error: "is '0100' (... ). ...". Refuses spellings that readers
/// disagree about (a leading zero, 0x10, 1_000), infinity, NaN, and what the type can't hold.
std::string read_number(std::string const& text, int& value);
std::string read_number(std::string const& text, long& value);
std::string read_number(std::string const& text, unsigned long& value);
std::string read_number(std::string const& text, float& value);
std::string read_number(std::string const& text, double& value);

/// Sets `value` if `text` is true or false; returns whether it is.
bool read_flag(std::string const& text, bool& value);

}  // namespace jetseq
