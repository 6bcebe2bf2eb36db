#pragma once
#include "evaluate/studies/report.hpp"
#include "report/figures/figure.hpp"

namespace jetseq::report {

/// Observed VBF fraction against mean score, and their difference below.
Figure calibration_figure(evaluate::Report const& report);

}  // namespace jetseq::report
