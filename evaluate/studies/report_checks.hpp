#pragma once
#include "evaluate/studies/report.hpp"

namespace jetseq {

/// Throws the Errors of make_report().
void check(ScoredEvents const& events, ReportInputs const& inputs);

/// Fills Report::warnings, after everything else is measured.
void add_warnings(Report& report, ScoredEvents const& events);

}  // namespace jetseq
