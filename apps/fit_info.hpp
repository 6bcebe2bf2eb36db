#pragma once
#include <string>

#include "core/json/json.hpp"

namespace jetseq {

/// Prints what a fit.json has come to: strengths, limits, categories, quality.
void describe_fit(std::string const& path, Json const& fit);

/// Prints what stands in a pyhf workspace, after checking it. Throws Error.
void describe_workspace(std::string const& path);

/// True for what can only be meant as a pyhf workspace.
bool is_workspace(Json const& json);

}  // namespace jetseq
