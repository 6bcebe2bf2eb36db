#pragma once
#include <string>

namespace jetseq {

/// `text` as one word of a shell command, in single quotes if it needs them.
std::string shell_word(std::string const& text);

}  // namespace jetseq
