#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "fit/workspace/data_origin.hpp"
#include "fit/workspace/workspace.hpp"

namespace jetseq::fit {

/// Reads a pyhf workspace (schema 1.0.0) and checks it. Throws Error: no such file, not JSON, unknown or missing
/// keys, and everything that check() finds.
Workspace read_workspace(std::string const& path);

/// The same from a document; `source` is named in messages.
Workspace workspace_of(Json const& document, std::string const& source);

/// Channel -> edges of its bins. pyhf's schema has no place for them, nor for the origin of made data; both stand in a
/// file beside the workspace, `<path without .json>.edges.json`.
using BinEdges = std::map<std::string, std::vector<double>>;

/// The workspace in pyhf's schema 1.0.0. Checks it first.
Json document_of(Workspace const& workspace);

/// Adds `path` for pyhf and the file beside it. Throws Error.
void add_workspace(OutputFiles& files, std::string const& path, Workspace const& workspace, BinEdges const& edges,
                   DataOrigin const& origin = {});

/// The edges beside a workspace; none where there is no such file. Throws Error where they don't fit to the channels.
BinEdges read_bin_edges(std::string const& workspace_path, Workspace const& workspace);

/// Where the data of a workspace come from: observed, unless the file beside it says that these numbers were made.
DataOrigin read_origin(std::string const& workspace_path, Workspace const& workspace);

}  // namespace jetseq::fit
