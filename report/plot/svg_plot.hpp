#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Plots as SVG, in the style of particle physics: ticks inside on all four sides, axis titles at the ends, an optional
/// panel below that shares the x axis. The same plot gives the same bytes. Texts may use `^{}` and `_{}`.
namespace jetseq::report::plot {

/// Ten colours that colour-blind readers can tell apart, also in grey (M. A. Petroff, arXiv:2107.02270).
inline constexpr char const* petroff[] = {"#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6",
                                          "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"};
inline constexpr char const* black = "#000000";
inline constexpr char const* grey = "#707070";

struct Stroke {
    std::string colour = black;
    double width = 1.8;  ///< [px]
    std::string dash;    ///< lengths of dashes and gaps [px], "6 4"; empty: solid
};

/// Connected points. A value that is not finite interrupts the line.
struct Line {
    std::vector<double> x, y;
    Stroke stroke;
    std::string label;  ///< in the legend; empty: no entry. The same for all items
};

/// The area between two lines.
struct Band {
    std::vector<double> x, low, high;
    std::string colour;
    std::string label;
};

enum class Fill { none, solid, hatched };

/// Steps: height i over [edges i, edges i + 1].
struct Histogram {
    std::vector<double> edges, heights;
    Stroke stroke;
    Fill fill = Fill::none;
    std::string label;
};

/// One measured point; an error bar whose ends are NaN is not drawn.
struct Point {
    double x, y;
    double y_low = std::numeric_limits<double>::quiet_NaN();
    double y_high = std::numeric_limits<double>::quiet_NaN();
    double x_low = std::numeric_limits<double>::quiet_NaN();
    double x_high = std::numeric_limits<double>::quiet_NaN();
};

enum class Marker { none, circle, square, triangle, diamond };

/// Points with error bars. Those outside the axes are not drawn, bars are cut at the frame.
struct Points {
    std::vector<Point> points;
    Marker marker = Marker::circle;
    bool is_open = false;
    std::string colour = black;
    std::string label;
};

/// A straight line across the panel.
struct Guide {
    bool is_vertical;
    double at;  ///< in the units of the axis that it crosses
    Stroke stroke;
    double reach = 1;  ///< fraction of the panel that it crosses, from below or from the left
};

/// Text in the panel.
struct Note {
    double x, y;  ///< fractions of width and height, from the lower left
    std::string text;
    bool is_bold = false;
    bool ends_here = false;  ///< right-aligned
};

using Item = std::variant<Line, Band, Histogram, Points, Guide, Note>;

struct Axis {
    std::string label;
    double low = 0, high = 1;
    bool is_log = false;
    std::vector<std::string> categories;  ///< instead of numbers: category i is at i + 1/2
};

struct Panel {
    Axis y;
    std::vector<Item> items;                  ///< drawn in this order
    double legend_x = 0.05, legend_y = 0.95;  ///< upper left corner of the legend, as fractions of the panel
    std::size_t legend_rows = 99;             ///< entries in a column; the next ones begin a column to its right
};

struct Plot {
    std::string id;           ///< unique in a page, of letters, digits and "-"
    std::string description;  ///< for readers who don't see the plot
    Axis x;
    Panel main;
    std::optional<Panel> lower;  ///< for a ratio or a difference
};

/// The plot as a self-contained <svg> element, which is also a file.
inline constexpr char svg_begins[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"";
std::string svg(Plot const& plot);

}  // namespace jetseq::report::plot
