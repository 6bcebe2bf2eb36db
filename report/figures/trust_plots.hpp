#pragma once
#include <vector>

#include "evaluate/studies/report.hpp"
#include "report/figures/figure.hpp"

namespace jetseq::report {

/// The score in training and test; none without Trust::overtraining.
std::vector<Figure> overtraining_figures(evaluate::Report const& report);

/// The efficiencies with changed jets, in the order of the tables; none without changes.
std::vector<Figure> shifts_figures(evaluate::Report const& report);

/// A variable of the background before and after the selection, for each of Trust::sculpting.
std::vector<Figure> sculpting_figures(evaluate::Report const& report);

/// The AUC lost without a variable or a jet; none without Trust::importances.
std::vector<Figure> importance_figures(evaluate::Report const& report);

}  // namespace jetseq::report
