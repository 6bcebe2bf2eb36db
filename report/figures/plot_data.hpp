#pragma once
#include <string>

#include "evaluate/studies/report.hpp"
#include "report/plot/svg_plot.hpp"

namespace jetseq::report {

/// The data of a plot as CSV: panel, kind, series, category, x, y, x_low, x_high, y_low, y_high. A cell without a value
/// is empty. The edges of a histogram's bin are x_low and x_high. Texts are quoted.
inline constexpr char plot_csv_begins[] = "panel,kind,series,category,x,y,x_low,x_high,y_low,y_high\n";
std::string plot_csv(plot::Plot const& plot);

/// The ROC curve of model m in the format that puma.Roc.load(FILE) reads.
std::string roc_yaml(evaluate::Report const& report, std::size_t m);

}  // namespace jetseq::report
