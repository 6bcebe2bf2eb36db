#pragma once
#include "evaluate/studies/report.hpp"
#include "report/page/figure.hpp"

namespace jetseq {

/// Observed VBF fraction against mean score, and their difference below.
Figure calibration_figure(Report const& report);

}  // namespace jetseq
