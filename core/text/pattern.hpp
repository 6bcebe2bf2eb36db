#pragma once
#include <string>

namespace jetseq {

/// True if `pattern`, a regular expression (ECMAScript), matches the whole of `text`.
bool matches(std::string const& text, std::string const& pattern);

}  // namespace jetseq
