#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// The words of `text`, which white space separates.
std::vector<std::string> words_of(std::string const& text);

}  // namespace jetseq
