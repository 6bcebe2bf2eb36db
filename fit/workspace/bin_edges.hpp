#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/io/output_file.hpp"
#include "fit/workspace/data_origin.hpp"
#include "fit/workspace/workspace.hpp"

/// The file beside a workspace, `<path without .json>.edges.json`. pyhf's schema has no place for the edges of bins,
/// nor for the origin of data that were made.
namespace jetseq::fit {

/// Channel -> edges of its bins.
using BinEdges = std::map<std::string, std::vector<double>>;

/// Throws Error, naming `source`, if the edges don't fit the channels.
void require_fit(BinEdges const& edges, Workspace const& workspace, std::string const& source);

/// Adds the file beside the workspace `workspace_path`.
void add_bin_edges(OutputFiles& files, std::string const& workspace_path, Workspace const& workspace,
                   BinEdges const& edges, DataOrigin const& origin);

/// The edges beside a workspace; none if there is no such file. Throws Error if they don't fit the channels.
BinEdges read_bin_edges(std::string const& workspace_path, Workspace const& workspace);

/// The origin of the data of a workspace: observed, unless the file beside it says that these numbers were made.
DataOrigin read_origin(std::string const& workspace_path, Workspace const& workspace);

}  // namespace jetseq::fit
