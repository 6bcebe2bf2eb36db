#pragma once
#include "core/json/json.hpp"
#include "fit/summary/summary.hpp"

namespace jetseq::fit {

/// The summary as JSON, a key for each member; intervals as {"value", "low", "high"}, NaN and infinity as null.
Json json_of(Summary const& summary);

}  // namespace jetseq::fit
