#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"

namespace jetseq::workflow {

/// Adds the tag variables `names` to the events of `sequences` that have none yet. Throws Error for other names.
void add_tag_variables(data::Sequences& sequences, std::vector<std::string> const& names);

}  // namespace jetseq::workflow
