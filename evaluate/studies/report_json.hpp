#pragma once
#include "core/json/json.hpp"
#include "evaluate/studies/report.hpp"

namespace jetseq {

/// The contents of report.json. Efficiencies are {"value", "low", "high"}; numbers that are not finite are null.
Json report_json(Report const& report);

}  // namespace jetseq
