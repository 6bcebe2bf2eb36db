#pragma once
#include <string>
#include <vector>

#include "report/plot/svg_plot.hpp"

/// SVG elements of which svg_plot makes its panels. Positions are in pixels, y points downwards.
namespace jetseq::report::plot {

/// Maps values of an axis to pixels.
struct Scale {
    double low, high, from, to;
    bool is_log;

    double operator()(double value) const;  ///< on a log axis a value <= 0 is mapped to a point far below its end
};

/// The place of a panel, and its two axes.
struct PlotFrame {
    double left, right, top, bottom;
    Scale x, y;

    double part_x(double part) const { return left + part * (right - left); }
    double part_y(double part) const { return bottom - part * (bottom - top); }
};

struct TextStyle {
    double size = 14;  ///< [px]
    char const* anchor = "start";
    bool is_bold = false;
};

std::string text_at(double x, double y, std::string const& text, TextStyle const& style);
std::string rotated_text(double x, double y, std::string const& text, TextStyle const& style);  ///< reads upwards

std::string stroke_attributes(Stroke const& stroke);
std::string segment(double x1, double y1, double x2, double y2, Stroke const& stroke);
std::string box(double x, double y, double width, double height, std::string const& attributes);
std::string outline(PlotFrame const& frame);
std::string clip_path(std::string const& id, PlotFrame const& frame);
std::string hatch_pattern(std::string const& id, std::string const& colour);
std::string vertical_ticks(PlotFrame const& frame, double x, double size);    ///< path data: from below and above
std::string horizontal_ticks(PlotFrame const& frame, double y, double size);  ///< path data: from left and right

/// In the units of the axes:
std::string polyline(PlotFrame const& frame, std::vector<double> const& x, std::vector<double> const& y,
                     Stroke const& stroke);
std::string area(PlotFrame const& frame, std::vector<double> const& x, std::vector<double> const& low,
                 std::vector<double> const& high, std::string const& colour);
std::string steps(PlotFrame const& frame, Histogram const& histogram, std::string const& fill);
std::string markers(PlotFrame const& frame, Points const& points);  ///< with their error bars

/// One marker, in pixels.
std::string marker(Points const& style, double x, double y);

}  // namespace jetseq::report::plot
