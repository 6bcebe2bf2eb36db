#pragma once
#include <string>

#include "core/json/json.hpp"
#include "fit/workspace/workspace.hpp"

namespace jetseq::fit {

/// Reads a pyhf workspace (schema 1.0.0) and checks it. Throws Error: no such file, not JSON, unknown or missing
/// keys, and everything that check() finds.
Workspace read_workspace(std::string const& path);

/// The same from a document; `source` is named in messages.
Workspace workspace_of(Json const& document, std::string const& source);

}  // namespace jetseq::fit
