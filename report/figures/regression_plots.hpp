#pragma once
#include <vector>

#include "evaluate/studies/regression.hpp"
#include "report/figures/figure.hpp"

namespace jetseq::report {

/// The figures of a network that finds a number: what it finds against the true number, bias and resolution by the true
/// number, the distribution of the residuals, and the training if its history is known.
std::vector<Figure> regression_figures(evaluate::Regression const& regression);

}  // namespace jetseq::report
