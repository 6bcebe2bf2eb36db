#pragma once
#include <string>

#include "select/cutflow/cutflow.hpp"

namespace jetseq {

/// cutflow.json (docs/reference/formats.md): the same bytes for the same counts.
std::string to_json(Cutflow const& cutflow);

/// Throws Error naming file and key.
Cutflow read_cutflow(std::string const& path);

}  // namespace jetseq
