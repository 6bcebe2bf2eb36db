#pragma once
#include "core/json/json.hpp"
#include "fit/summary/summary.hpp"

namespace jetseq::fit {

/// Serialises the summary to JSON, a key for each member; intervals are {"value", "low", "high"}, NaN and infinity
/// null.
Json json_of(Summary const& summary);

}  // namespace jetseq::fit
