#pragma once
#include "evaluate/studies/report.hpp"

namespace jetseq {

/// Throws Error where make_report() says so.
void check(ScoredEvents const& events, ReportInputs const& inputs);

/// Fills Report::warnings, when all else is measured.
void add_warnings(Report& report, ScoredEvents const& events);

}  // namespace jetseq
