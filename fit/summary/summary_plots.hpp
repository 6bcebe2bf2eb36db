#pragma once
#include <map>
#include <string>

#include "fit/summary/summary.hpp"
#include "report/plot/svg_plot.hpp"

namespace jetseq::fit {

/// Name (letters, digits, "_") -> plot: "scan_<parameter>", "contour", "kappa_contour", "impacts", "pulls", "yields".
std::map<std::string, report::plot::Plot> plots_of(Summary const& summary);

}  // namespace jetseq::fit
