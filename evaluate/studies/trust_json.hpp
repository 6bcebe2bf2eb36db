#pragma once
#include "core/json/json.hpp"
#include "evaluate/studies/report.hpp"

namespace jetseq {

/// The object "trust" of report.json: see docs/reference/formats.md.
Json trust_json(Trust const& trust);

}  // namespace jetseq
