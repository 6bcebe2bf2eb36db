#pragma once
#include "jetseq/evaluate/report.hpp"
#include "jetseq/models/json.hpp"

namespace jetseq {

/// The contents of report.json. Efficiencies are {"value", "low", "high"}; what is not finite is null.
Json report_json(Report const& report);

}  // namespace jetseq
