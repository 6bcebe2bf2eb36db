#pragma once
#include <vector>

#include "evaluate/studies/report.hpp"

namespace jetseq {

/// Scores of all models of the report, the evaluated one first; the columns are owned by the arguments.
std::vector<LabelledScores> scores_of_models(ScoredEvents const& events, ReportInputs const& inputs);

/// Fills Report::models, cut_based, other_cuts and background.
void measure_models(Report& report, ScoredEvents const& events, ReportInputs const& inputs);

}  // namespace jetseq
