#pragma once
#include "core/json/json.hpp"
#include "evaluate/studies/trust.hpp"

namespace jetseq::evaluate {

/// The `trust` of report.json; a number that is not finite is null.
Json trust_json(Trust const& trust);

}  // namespace jetseq::evaluate
