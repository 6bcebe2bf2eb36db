#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"

namespace jetseq::data {

/// The indices of the columns `names` in a row of `variables`. Throws Error if one is missing.
std::vector<std::size_t> places_of(std::vector<std::string> const& names, EventVariables const& variables);

}  // namespace jetseq::data
