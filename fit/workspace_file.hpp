#pragma once
#include <map>
#include <string>
#include <vector>

#include "jetseq/fit/workspace.hpp"
#include "jetseq/models/json.hpp"

namespace jetseq::fit {

/// Reads a pyhf workspace (schema 1.0.0) and checks it. Throws Error: no such file, not JSON, unknown or missing
/// keys, and everything that check() finds.
Workspace read_workspace(std::string const& path);

/// The same from a document; `source` is named in messages.
Workspace workspace_of(Json const& document, std::string const& source);

/// Channel -> edges of its bins. pyhf's schema has no place for them; they stand in a file beside the workspace.
using BinEdges = std::map<std::string, std::vector<double>>;

/// The workspace in pyhf's schema 1.0.0. Checks it first.
Json document_of(Workspace const& workspace);

/// Writes `path` for pyhf and, where there are edges, `<path without .json>.edges.json`. Throws Error.
void write_workspace(std::string const& path, Workspace const& workspace, BinEdges const& edges);

/// The edges beside a workspace; none where there is no such file. Throws Error where they don't fit to the channels.
BinEdges read_bin_edges(std::string const& workspace_path, Workspace const& workspace);

}  // namespace jetseq::fit
