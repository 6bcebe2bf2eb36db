#pragma once
#include <string>
#include <vector>

#include "evaluate/studies/report.hpp"
#include "report/plot/svg_plot.hpp"

/// What the plots of the report share.
namespace jetseq::plot_parts {

/// An interval of values for an axis.
struct Range {
    double low, high;

    /// Wider by parts of its length; a range without length becomes one around its value.
    Range padded(double below, double above) const;
};

/// From the smallest to the largest finite value; {0, 1} where there is none.
Range range_of(std::vector<std::vector<double>> const& columns);

/// Writes the experiment's name in bold, if any, and the title below it at the top of the panel, at the part `x` of its
/// width (the right end of the text if `ends_here`), and puts the legend under them.
void add_heading(plot::Panel& panel, ReportLabels const& labels, double x, bool ends_here);

/// How model m looks in every plot, so that it is known by its colour, its marker or its dashes alone.
std::string colour_of(std::size_t m);
plot::Marker marker_of(std::size_t m);
std::string dash_of(std::size_t m);
/// Its name, short enough for a legend.
std::string model_name(Report const& report, std::size_t m);

void append(std::vector<plot::Item>& items, std::vector<plot::Item> const& more);

}  // namespace jetseq::plot_parts

namespace jetseq {

/// Says what the points and bands of roc_plot are.
std::string roc_caption(Report const& report);

}  // namespace jetseq
