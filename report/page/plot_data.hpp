#pragma once
#include <string>

#include "evaluate/studies/report.hpp"
#include "report/plot/svg_plot.hpp"

namespace jetseq {

/// What a plot shows, as CSV: panel, kind, series, category, x, y, x_low, x_high, y_low, y_high; empty where there is
/// none. A histogram's bin has its edges as x_low and x_high. Texts stand in quotes.
inline constexpr char plot_csv_begins[] = "panel,kind,series,category,x,y,x_low,x_high,y_low,y_high\n";
std::string plot_csv(plot::Plot const& plot);

/// The ROC curve of model m as puma stores it: puma.Roc.load(FILE) makes it a curve of a puma.RocPlot.
std::string roc_yaml(Report const& report, std::size_t m);

}  // namespace jetseq
