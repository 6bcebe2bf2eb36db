#pragma once
#include "evaluate/studies/report.hpp"
#include "report/figures/figure.hpp"

namespace jetseq::report {

/// Loss of training and validation per epoch, the best epoch, and the AUC below. Needs a history.
Figure training_figure(evaluate::Report const& report);

}  // namespace jetseq::report
