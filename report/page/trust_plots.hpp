#pragma once
#include "report/page/plots.hpp"

namespace jetseq {

/// Plots of the parts of Trust that are there.
std::vector<NamedPlot> trust_plots(Report const& report);

}  // namespace jetseq
