#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// "; did you mean 'pt'?" with the name most like `wrong`, or "" if more than half of the letters differ: Levenshtein
/// distance, with a swap of neighbours as one change.
std::string did_you_mean(std::string const& wrong, std::vector<std::string> const& names);

/// "a, b, c".
std::string joined(std::vector<std::string> const& words);

}  // namespace jetseq
