#pragma once
#include <string>

namespace jetseq {

/// `text` as one word of a shell's command line: in single quotes where it needs them.
std::string shell_word(std::string const& text);

}  // namespace jetseq
