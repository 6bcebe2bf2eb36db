#pragma once
#include "fit/workspace/workspace.hpp"

namespace jetseq::fit {

/// What a reader of a fit must know about a workspace: yields below 0, bins that are left out, uncertainties without a
/// yield, a staterror of several channels.
Notes notes_on(Workspace const& workspace);

}  // namespace jetseq::fit
