#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// "; did you mean 'pt'?" with the name most like `wrong`, or "" where none is near (Levenshtein distance).
std::string did_you_mean(std::string const& wrong, std::vector<std::string> const& names);

/// "a, b, c".
std::string joined(std::vector<std::string> const& words);

}  // namespace jetseq
