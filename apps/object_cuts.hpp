#pragma once
#include "apps/config.hpp"
#include "select/objects/objects.hpp"

namespace jetseq {

/// Reads `objects`: what counts as a lepton, a jet, a large-R jet.
ObjectCuts object_cuts(Config& config);

}  // namespace jetseq
