#include "report/figures/plot_parts.hpp"

#include <algorithm>
#include <cmath>

#include "report/plot/markup.hpp"

namespace jetseq::report::plot_parts {

Range Range::padded(double below, double above) const {
    double const length = high > low ? high - low : std::max(0.1 * std::abs(high), 1e-3);
    double const start = high > low ? low : low - length / 2;
    return {start - below * length, start + (1 + above) * length};
}

Range range_of(std::vector<std::vector<double>> const& columns) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (auto const& column : columns) {
        for (double value : column) {
            if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
        }
    }
    return low <= high ? Range{low, high} : Range{0, 1};
}

void add_heading(plot::Panel& panel, evaluate::ReportLabels const& labels, double x, bool ends_here) {
    constexpr double line = 0.055;
    constexpr std::size_t longest = 46;  // characters that fit into a panel
    double y = 0.92;
    auto const add = [&](std::string const& text, bool is_bold) {
        if (text.empty()) return;
        panel.items.push_back(plot::Note{x, y, shortened(text, longest), is_bold, ends_here});
        y -= line;
    };
    add(labels.experiment, true);
    add(labels.title, false);
    panel.legend_y = y;
}

std::string colour_of(std::size_t m) { return plot::petroff[(m * 2) % std::size(plot::petroff)]; }

plot::Marker marker_of(std::size_t m) {
    constexpr plot::Marker all[] = {plot::Marker::circle, plot::Marker::triangle, plot::Marker::diamond,
                                    plot::Marker::square};
    return all[m % std::size(all)];
}

std::string dash_of(std::size_t m) {
    constexpr char const* all[] = {"", "8 3", "2 2.5", "8 3 2 3", "12 4"};
    return all[m % std::size(all)];
}

std::string model_name(evaluate::Report const& report, std::size_t m) {
    auto const& name = report.models[m].model;
    return name.empty() ? "model" : shortened(name, 22);
}

void append(std::vector<plot::Item>& items, std::vector<plot::Item> const& more) {
    items.insert(items.end(), more.begin(), more.end());
}

}  // namespace jetseq::report::plot_parts
