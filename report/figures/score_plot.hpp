#pragma once
#include <vector>

#include "evaluate/studies/report.hpp"
#include "report/figures/figure.hpp"

namespace jetseq::report {

/// Score distributions of both classes by model m, of unit area, with the working points.
Figure score_figure(evaluate::Report const& report, std::size_t m);

/// Score distributions of the samples by the first model, a few in each plot.
std::vector<Figure> sample_figures(evaluate::Report const& report);

}  // namespace jetseq::report
