#pragma once
#include <string>

#include "evaluate/studies/compare.hpp"

namespace jetseq::workflow {

/// Compares the reports of two evaluations. Each path is a report.json, the folder of a report, or a run directory that
/// holds report/. Throws Error that names the report if one is missing, of another kind or damaged.
evaluate::ReportComparison compared_reports(std::string const& before, std::string const& after);

}  // namespace jetseq::workflow
