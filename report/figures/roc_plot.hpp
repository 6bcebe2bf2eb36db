#pragma once
#include "evaluate/studies/report.hpp"
#include "report/figures/figure.hpp"

namespace jetseq::report {

/// Rejection 1/efficiency of ggF/DY against VBF efficiency, with the cut-based category and the literature; the panel
/// below holds their ratio to the curve, or that of the other models. Needs both classes.
Figure roc_figure(evaluate::Report const& report);

/// Rejection of all others against the efficiency of each class, of a model of several.
Figure classes_figure(evaluate::Report const& report);

}  // namespace jetseq::report
