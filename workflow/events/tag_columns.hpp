#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"

namespace jetseq {

/// Gives `sequences` the tag variables `names` of all events that have none yet. Throws Error for other names.
void add_tag_variables(Sequences& sequences, std::vector<std::string> const& names);

}  // namespace jetseq
