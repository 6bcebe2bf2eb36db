#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"

namespace jetseq {

/// Where in a row of `variables` the columns `names` stand. Throws Error for one that isn't there.
std::vector<std::size_t> places_of(std::vector<std::string> const& names, EventVariables const& variables);

}  // namespace jetseq
