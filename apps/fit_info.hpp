#pragma once
#include <string>

#include "core/json/json.hpp"

namespace jetseq::apps {

/// Prints the results in a fit.json: strengths, limits, categories, quality.
void describe_fit(std::string const& path, Json const& fit);

/// Checks a pyhf workspace and prints its contents. Throws Error.
void describe_workspace(std::string const& path);

/// Whether the document is meant as a pyhf workspace.
bool is_workspace(Json const& json);

}  // namespace jetseq::apps
