#pragma once
#include <string>
#include <vector>

#include "evaluate/studies/report.hpp"
#include "report/plot/svg_plot.hpp"

/// Pieces that several plots of the report use.
namespace jetseq::report::plot_parts {

/// An interval of values for an axis.
struct Range {
    double low, high;

    /// Extends the range at both ends by fractions of its length; a range of length 0 gets a length first.
    Range padded(double below, double above) const;
};

/// From the smallest to the largest finite value; {0, 1} if there is none.
Range range_of(std::vector<std::vector<double>> const& columns);

/// Writes the experiment's name, if any, in bold at the top of the panel, the title below it, and moves the legend
/// below both. The texts start at the fraction `x` of the panel's width, or end there if `ends_here`.
void add_heading(plot::Panel& panel, evaluate::ReportLabels const& labels, double x, bool ends_here);

/// The look of model m, the same in every plot; colour, marker and dashes each identify it alone.
std::string colour_of(std::size_t m);
plot::Marker marker_of(std::size_t m);
std::string dash_of(std::size_t m);
/// The name of model m, shortened for a legend.
std::string model_name(evaluate::Report const& report, std::size_t m);

void append(std::vector<plot::Item>& items, std::vector<plot::Item> const& more);

}  // namespace jetseq::report::plot_parts
