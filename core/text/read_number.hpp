#pragma once
#include <string>

namespace jetseq {

/// Reads a number of a configuration or the command line: decimal digits, of floating-point numbers also a point and
/// an exponent. Returns "", or, with `value` unchanged, the reason: "is '0100' (... ). ...". Refused are spellings that
/// readers disagree about (a leading zero, 0x10, 1_000), infinity and NaN, and what the type cannot hold.
std::string read_number(std::string const& text, int& value);
std::string read_number(std::string const& text, long& value);
std::string read_number(std::string const& text, unsigned long& value);
std::string read_number(std::string const& text, float& value);
std::string read_number(std::string const& text, double& value);

/// True where `text` is true or false, which becomes `value`.
bool read_flag(std::string const& text, bool& value);

}  // namespace jetseq
