#pragma once
#include "fit/likelihood/likelihood_arrays.hpp"
#include "fit/workspace/workspace.hpp"

namespace jetseq::fit {

/// Turns a workspace and one of its measurements into flat arrays. Throws Error if check() does, or if a parameter's
/// settings don't fit.
LikelihoodArrays build_arrays(Workspace const& workspace, Measurement const& measurement);

}  // namespace jetseq::fit
