#pragma once
#include "jetseq/apps/config.hpp"
#include "jetseq/select/objects.hpp"

namespace jetseq {

/// Reads `objects`: what counts as a lepton, a jet, a large-R jet.
ObjectCuts object_cuts(Config& config);

}  // namespace jetseq
