#pragma once
#include <string>
#include <vector>

namespace jetseq {

using Strings = std::vector<std::string>;

}  // namespace jetseq
