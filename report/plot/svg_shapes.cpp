#include "report/plot/svg_shapes.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report::plot {
namespace {

std::string px(double value) { return fixed(value, 2); }

std::string attribute(char const* name, double value) { return std::string{" "} + name + "=\"" + px(value) + "\""; }

std::string point(double x, double y) { return px(x) + " " + px(y); }

std::string text_body(std::string const& text, TextStyle const& style) {
    return " font-size=\"" + px(style.size) + "\" text-anchor=\"" + style.anchor + "\"" +
           (style.is_bold ? " font-weight=\"bold\"" : "") + ">" + svg_text(text, style.size) + "</text>\n";
}

bool is_inside(double value, Scale const& scale) { return value >= scale.low && value <= scale.high; }

/// An error bar, cut at the ends of its axis.
std::string error_bar(double low, double high, Scale const& scale, double across, bool is_vertical,
                      Stroke const& stroke) {
    if (std::isnan(low) || std::isnan(high)) return {};
    double const a = scale(std::clamp(low, scale.low, scale.high)), b = scale(std::clamp(high, scale.low, scale.high));
    return is_vertical ? segment(across, a, across, b, stroke) : segment(a, across, b, across, stroke);
}

std::string polygon(std::initializer_list<std::pair<double, double>> corners, std::string const& paint) {
    std::string path;
    for (auto const& [x, y] : corners) path += (path.empty() ? "M" : "L") + point(x, y);
    return "<path d=\"" + path + "Z\"" + paint + "/>\n";
}

}  // namespace

double Scale::operator()(double value) const {
    auto const position = [&](double at, double start, double end) {
        return from + (to - from) * (at - start) / (end - start);
    };
    if (!is_log) return position(value, low, high);
    double const smallest = low * low / high;  // as far below the axis as the axis is long
    return position(std::log(std::max(value, smallest)), std::log(low), std::log(high));
}

std::string text_at(double x, double y, std::string const& text, TextStyle const& style) {
    return "<text" + attribute("x", x) + attribute("y", y) + text_body(text, style);
}

std::string rotated_text(double x, double y, std::string const& text, TextStyle const& style) {
    return "<text transform=\"translate(" + point(x, y) + ") rotate(-90)\"" + text_body(text, style);
}

std::string stroke_attributes(Stroke const& stroke) {
    return " stroke=\"" + stroke.colour + "\"" + attribute("stroke-width", stroke.width) +
           (stroke.dash.empty() ? "" : " stroke-dasharray=\"" + stroke.dash + "\"");
}

std::string segment(double x1, double y1, double x2, double y2, Stroke const& stroke) {
    return "<path d=\"M" + point(x1, y1) + "L" + point(x2, y2) + "\" fill=\"none\"" + stroke_attributes(stroke) +
           "/>\n";
}

std::string box(double x, double y, double width, double height, std::string const& attributes) {
    return "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", width) + attribute("height", height) +
           " " + attributes + "/>\n";
}

std::string outline(PlotFrame const& frame) {
    return box(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top,
               "fill=\"none\" stroke=\"#000000\" stroke-width=\"1.2\"");
}

std::string clip_path(std::string const& id, PlotFrame const& frame) {
    return "<clipPath id=\"" + id + "\">" +
           box(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top, "") + "</clipPath>\n";
}

std::string hatch_pattern(std::string const& id, std::string const& colour) {
    return "<pattern id=\"" + id +
           "\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">" +
           segment(0, 0, 0, 7, {colour, 2.2, ""}) + "</pattern>\n";
}

std::string vertical_ticks(PlotFrame const& frame, double x, double size) {
    return "M" + point(x, frame.bottom) + "v" + px(-size) + "M" + point(x, frame.top) + "v" + px(size);
}

std::string horizontal_ticks(PlotFrame const& frame, double y, double size) {
    return "M" + point(frame.left, y) + "h" + px(size) + "M" + point(frame.right, y) + "h" + px(-size);
}

std::string polyline(PlotFrame const& frame, std::vector<double> const& x, std::vector<double> const& y,
                     Stroke const& stroke) {
    assert(x.size() == y.size());
    std::string path;
    bool pen_is_down = false;
    for (std::size_t i = 0; i < x.size(); ++i) {
        bool const is_drawn = std::isfinite(x[i]) && std::isfinite(y[i]);
        if (is_drawn) path += (pen_is_down ? "L" : "M") + point(frame.x(x[i]), frame.y(y[i]));
        pen_is_down = is_drawn;
    }
    if (path.empty()) return {};
    return "<path d=\"" + path + "\" fill=\"none\" stroke-linejoin=\"round\"" + stroke_attributes(stroke) + "/>";
}

std::string area(PlotFrame const& frame, std::vector<double> const& x, std::vector<double> const& low,
                 std::vector<double> const& high, std::string const& colour) {
    assert(x.size() == low.size() && x.size() == high.size());
    std::string forth, back;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!std::isfinite(x[i]) || !std::isfinite(low[i]) || !std::isfinite(high[i])) continue;
        forth += (forth.empty() ? "M" : "L") + point(frame.x(x[i]), frame.y(low[i]));
        back = "L" + point(frame.x(x[i]), frame.y(high[i])) + back;
    }
    if (forth.empty()) return {};
    return "<path d=\"" + forth + back + "Z\" fill=\"" + colour + "\" fill-opacity=\"0.3\" stroke=\"none\"/>";
}

std::string steps(PlotFrame const& frame, Histogram const& histogram, std::string const& fill) {
    assert(histogram.edges.size() == histogram.heights.size() + 1);
    auto const& edges = histogram.edges;
    double const floor = frame.bottom + 5;  // below the frame, which clips it
    std::string path = "M" + point(frame.x(edges.front()), floor);
    for (std::size_t i = 0; i < histogram.heights.size(); ++i) {
        double const height = std::isfinite(histogram.heights[i]) ? frame.y(histogram.heights[i]) : floor;
        path += "L" + point(frame.x(edges[i]), height) + "L" + point(frame.x(edges[i + 1]), height);
    }
    path += "L" + point(frame.x(edges.back()), floor);
    return "<path d=\"" + path + "\" " + fill + stroke_attributes(histogram.stroke) + "/>";
}

std::string markers(PlotFrame const& frame, Points const& points) {
    std::string text;
    Stroke const bar{points.colour, 1.5, ""};
    for (auto const& p : points.points) {
        if (!is_inside(p.x, frame.x) || !is_inside(p.y, frame.y)) continue;
        double const x = frame.x(p.x), y = frame.y(p.y);
        text +=
            error_bar(p.y_low, p.y_high, frame.y, x, true, bar) + error_bar(p.x_low, p.x_high, frame.x, y, false, bar);
        text += marker(points, x, y);
    }
    return text;
}

std::string marker(Points const& style, double x, double y) {
    auto const paint = " fill=\"" + (style.is_open ? std::string{"#ffffff"} : style.colour) + "\" stroke=\"" +
                       style.colour + "\" stroke-width=\"1.6\"";
    switch (style.marker) {
        case Marker::none:
            return {};
        case Marker::circle:
            return "<circle" + attribute("cx", x) + attribute("cy", y) + attribute("r", 4.5) + paint + "/>\n";
        case Marker::square:
            return box(x - 4, y - 4, 8, 8, paint);
        case Marker::triangle:
            return polygon({{x - 5, y + 4}, {x, y - 5}, {x + 5, y + 4}}, paint);
        case Marker::diamond:
            return polygon({{x - 5.5, y}, {x, y - 5.5}, {x + 5.5, y}, {x, y + 5.5}}, paint);
    }
    return {};
}

}  // namespace jetseq::report::plot
