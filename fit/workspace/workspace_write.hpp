#pragma once
#include <string>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "fit/workspace/bin_edges.hpp"

namespace jetseq::fit {

/// The workspace in pyhf's schema 1.0.0. Checks it first.
Json document_of(Workspace const& workspace);

/// Adds `path` for pyhf and the file beside it (bin_edges.hpp). Throws Error.
void add_workspace(OutputFiles& files, std::string const& path, Workspace const& workspace, BinEdges const& edges,
                   DataOrigin const& origin = {});

}  // namespace jetseq::fit
