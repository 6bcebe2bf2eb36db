#pragma once
#include "core/json/json.hpp"
#include "evaluate/studies/report.hpp"

namespace jetseq::evaluate {

/// The contents of report.json. Efficiencies are {"value", "low", "high"}; a number that is not finite is null.
Json report_json(Report const& report);

}  // namespace jetseq::evaluate
