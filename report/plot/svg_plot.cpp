#include "report/plot/svg_plot.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/plot/markup.hpp"
#include "report/plot/svg_shapes.hpp"
#include "report/plot/ticks.hpp"

namespace jetseq::report::plot {
namespace {

// Geometry [px].
constexpr double width = 640, left = 86, right = 20, top = 16, bottom = 60;
constexpr double main_height = 400, lower_height = 120, gap = 12;
constexpr double title_size = 17, tick_size = 14, legend_size = 14, legend_line = 22;
constexpr double major_tick = 10, minor_tick = 5;

std::vector<Tick> category_ticks(std::vector<std::string> const& categories) {
    std::vector<Tick> ticks;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        ticks.push_back({static_cast<double>(i) + 0.5, true, categories[i]});
    }
    return ticks;
}

std::vector<Tick> ticks_of(Axis const& axis, int wanted) {
    if (!axis.categories.empty()) return category_ticks(axis.categories);
    return axis.is_log ? log_ticks(axis.low, axis.high) : linear_ticks(axis.low, axis.high, wanted);
}

bool has_bars(Points const& points) {
    return std::any_of(points.points.begin(), points.points.end(), [](Point const& p) { return !std::isnan(p.y_low); });
}

/// Writes one panel into its frame.
class PanelWriter {
public:
    PanelWriter(Panel const& panel, Axis const& x, PlotFrame const& frame, std::string id, bool is_lower)
        : panel_{panel}, x_axis_{x}, frame_{frame}, id_{std::move(id)}, is_lower_{is_lower} {}

    std::string operator()(bool with_x_labels) {
        std::string text = clip_path(id_, frame_) + hatches();
        for (auto const& item : panel_.items) text += std::visit(*this, item);
        text += outline(frame_) + ticks() + y_labels() + (with_x_labels ? x_labels() : "");
        return "<g>\n" + text + legend() + "</g>\n";
    }

    std::string operator()(Line const& line) const { return clipped(polyline(frame_, line.x, line.y, line.stroke)); }
    std::string operator()(Band const& band) const {
        return clipped(area(frame_, band.x, band.low, band.high, band.colour));
    }
    std::string operator()(Histogram const& histogram) const {
        return clipped(steps(frame_, histogram, fill_of(histogram)));
    }
    std::string operator()(Points const& points) const { return markers(frame_, points); }
    std::string operator()(Guide const& guide) const {
        double const end = guide.is_vertical ? frame_.bottom + guide.reach * (frame_.top - frame_.bottom)
                                             : frame_.left + guide.reach * (frame_.right - frame_.left);
        double const at = guide.is_vertical ? frame_.x(guide.at) : frame_.y(guide.at);
        return clipped(guide.is_vertical ? segment(at, frame_.bottom, at, end, guide.stroke)
                                         : segment(frame_.left, at, end, at, guide.stroke));
    }
    std::string operator()(Note const& note) const {
        return text_at(frame_.part_x(note.x), frame_.part_y(note.y), note.text,
                       {note.is_bold ? title_size : legend_size, note.ends_here ? "end" : "start", note.is_bold});
    }

private:
    std::string clipped(std::string const& shape) const {
        return "<g clip-path=\"url(#" + id_ + ")\">" + shape + "</g>\n";
    }

    std::string hatch_id(Histogram const& histogram) const {
        return id_ + "-hatch-" + histogram.stroke.colour.substr(1);
    }

    std::string hatches() const {
        std::string text;
        for (auto const& item : panel_.items) {
            auto const* histogram = std::get_if<Histogram>(&item);
            if (histogram && histogram->fill == Fill::hatched) {
                text += hatch_pattern(hatch_id(*histogram), histogram->stroke.colour);
            }
        }
        return text;
    }

    std::string fill_of(Histogram const& histogram) const {
        if (histogram.fill == Fill::none) return "fill=\"none\"";
        if (histogram.fill == Fill::hatched) return "fill=\"url(#" + hatch_id(histogram) + ")\"";
        return "fill=\"" + histogram.stroke.colour + "\" fill-opacity=\"0.3\"";
    }

    std::vector<Tick> y_ticks() const { return ticks_of(panel_.y, is_lower_ ? 3 : 6); }

    /// Ticks point inwards from all four sides.
    std::string ticks() const {
        std::string path;
        for (auto const& tick : ticks_of(x_axis_, 6)) {
            double const at = frame_.x(tick.value), size = tick.is_major ? major_tick : minor_tick;
            if (x_axis_.categories.empty()) path += vertical_ticks(frame_, at, size);
        }
        for (auto const& tick : y_ticks()) {
            path += horizontal_ticks(frame_, frame_.y(tick.value), tick.is_major ? major_tick : minor_tick);
        }
        return "<path d=\"" + path + "\" stroke=\"#000000\" stroke-width=\"1\" fill=\"none\"/>\n";
    }

    std::string y_labels() const {
        std::string text;
        for (auto const& tick : y_ticks()) {
            double const at = frame_.y(tick.value);
            bool const meets_the_panel_above = is_lower_ && at < frame_.top + tick_size / 2;
            if (tick.text.empty() || meets_the_panel_above) continue;
            text += text_at(frame_.left - 8, at + 0.35 * tick_size, tick.text, {tick_size, "end"});
        }
        auto const anchor = is_lower_ ? "middle" : "end";
        return text + rotated_text(22, is_lower_ ? frame_.part_y(0.5) : frame_.top, panel_.y.label,
                                   {is_lower_ ? tick_size + 1 : title_size, anchor});
    }

    std::string x_labels() const {
        std::string text;
        for (auto const& tick : ticks_of(x_axis_, 6)) {
            if (!tick.text.empty())
                text += text_at(frame_.x(tick.value), frame_.bottom + 20, tick.text, {tick_size, "middle"});
        }
        return text + text_at(frame_.right, frame_.bottom + 46, x_axis_.label, {title_size, "end"});
    }

    std::string legend() const {
        std::string text;
        std::size_t n = 0;  // entries so far
        for (auto const& item : panel_.items) {
            std::size_t const row = n % panel_.legend_rows, column = n / panel_.legend_rows;
            double const x = frame_.part_x(panel_.legend_x + 0.5 * static_cast<double>(column));
            double const y = frame_.part_y(panel_.legend_y) + legend_line * static_cast<double>(row);
            auto const entry = std::visit([&](auto const& shown) { return legend_entry(shown, x, y); }, item);
            if (!entry.empty()) ++n;
            text += entry;
        }
        return text;
    }

    template <class Shown>
    std::string legend_entry(Shown const& item, double x, double y) const {
        if constexpr (requires { item.label; }) {
            if (item.label.empty()) return {};
            return symbol(item, x, y) + text_at(x + 38, y + 0.35 * legend_size, item.label, {legend_size, "start"});
        }
        return {};
    }

    std::string symbol(Line const& line, double x, double y) const { return segment(x, y, x + 30, y, line.stroke); }
    std::string symbol(Band const& band, double x, double y) const {
        return box(x, y - 6, 30, 12, "fill=\"" + band.colour + "\" fill-opacity=\"0.3\"");
    }
    std::string symbol(Histogram const& histogram, double x, double y) const {
        return box(x, y - 6, 30, 12, fill_of(histogram) + stroke_attributes(histogram.stroke));
    }
    std::string symbol(Points const& points, double x, double y) const {
        auto const bar = has_bars(points) ? segment(x + 15, y - 9, x + 15, y + 9, {points.colour, 1.5, ""}) : "";
        return bar + marker(points, x + 15, y);
    }

    Panel const& panel_;
    Axis const& x_axis_;
    PlotFrame frame_;
    std::string id_;
    bool is_lower_;
};

PlotFrame frame_of(Axis const& x, Axis const& y, double frame_top, double height) {
    assert(x.low < x.high && y.low < y.high);
    double const frame_bottom = frame_top + height, frame_right = width - right;
    return {left,
            frame_right,
            frame_top,
            frame_bottom,
            Scale{x.low, x.high, left, frame_right, x.is_log},
            Scale{y.low, y.high, frame_bottom, frame_top, y.is_log}};
}

/// Gives an axis without length, such as that of events whose weights are all 0, an upper end of 1.
void give_length(Axis& axis) {
    if (axis.low < axis.high) return;
    axis.low = axis.is_log ? 0.1 : 0, axis.high = 1;
}

std::string opening(Plot const& plot, double height) {
    auto const size = fixed(width, 0) + "\" height=\"" + fixed(height, 0);
    return svg_begins + size + "\" viewBox=\"0 0 " + fixed(width, 0) + " " + fixed(height, 0) +
           "\" role=\"img\" font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\" "
           "fill=\"#000000\">\n<title>" +
           escaped(plot.description) + "</title>\n<rect width=\"" + size + "\" fill=\"#ffffff\"/>\n";
}

}  // namespace

std::string svg(Plot const& given) {
    Plot plot = given;
    for (Axis* const axis : {&plot.x, &plot.main.y, plot.lower ? &plot.lower->y : &plot.x}) give_length(*axis);
    double const height = top + main_height + (plot.lower ? gap + lower_height : 0) + bottom;
    std::string text = opening(plot, height);
    PanelWriter main{plot.main, plot.x, frame_of(plot.x, plot.main.y, top, main_height), plot.id + "-main", false};
    text += main(!plot.lower);
    if (plot.lower) {
        auto const frame = frame_of(plot.x, plot.lower->y, top + main_height + gap, lower_height);
        text += PanelWriter{*plot.lower, plot.x, frame, plot.id + "-lower", true}(true);
    }
    return text + "</svg>\n";
}

}  // namespace jetseq::report::plot
