#pragma once
#include "evaluate/studies/report.hpp"
#include "report/figures/figure.hpp"

namespace jetseq::report {

/// Efficiencies of all models and of the cuts in each group, VBF above and ggF/DY below: at the first of
/// report_thresholds, and at the threshold of each model that gives Report::background over all groups.
Figure threshold_figure(evaluate::Report const& report, evaluate::Grouping const& grouping);
Figure background_figure(evaluate::Report const& report, evaluate::Grouping const& grouping);

}  // namespace jetseq::report
