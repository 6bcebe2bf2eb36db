#pragma once
#include "evaluate/studies/report.hpp"

namespace jetseq::evaluate {

/// Throws the errors of make_report().
void check(ScoredEvents const& events, ReportInputs const& inputs);

/// Fills Report::warnings from all other numbers of the report.
void add_warnings(Report& report, ScoredEvents const& events);

}  // namespace jetseq::evaluate
