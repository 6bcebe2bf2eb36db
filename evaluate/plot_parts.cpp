#include "jetseq/evaluate/plot_parts.hpp"

#include <algorithm>
#include <cmath>

#include "jetseq/evaluate/markup.hpp"

namespace jetseq::plot_parts {

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

void add_heading(plot::Panel& panel, ReportLabels const& labels, double x, bool ends_here) {
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

void append(std::vector<plot::Item>& items, std::vector<plot::Item> const& more) {
    items.insert(items.end(), more.begin(), more.end());
}

}  // namespace jetseq::plot_parts
