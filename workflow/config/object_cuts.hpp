#pragma once
#include "select/objects/objects.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// Reads `objects`: what counts as a lepton, a jet, a large-R jet.
ObjectCuts object_cuts(Config& config);

}  // namespace jetseq::workflow
