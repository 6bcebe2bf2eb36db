#include "fit/summary/summary_plots.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/math/distributions.hpp"

namespace jetseq::fit {
namespace {

using namespace jetseq::report::plot;

constexpr std::size_t most_impacts = 15;
Stroke const thin{grey, 1.2, "5 4"};

/// "kappa_V" as mark-up: a Greek letter with a subscript.
std::string symbol(std::string const& name) {
    auto const greek = [&](std::string const& word, std::string const& letter) {
        return name.rfind(word + "_", 0) == 0 ? letter + "_{" + name.substr(word.size() + 1) + "}" : "";
    };
    for (auto const& text : {greek("mu", "μ"), greek("kappa", "κ")}) {
        if (!text.empty()) return text;
    }
    return name == "mu" ? "μ" : name;
}

/// The label of the data for a legend, without strengths if they take too much room.
std::string legend_of(DataOrigin const& origin) {
    constexpr std::size_t most_letters = 30;
    std::string const label = label_of(origin);
    if (label.size() <= most_letters) return label;
    return short_label_of(origin) +
           (origin.kind == DataKind::pseudo ? " (seed " + std::to_string(origin.seed) + ")" : "");
}

std::string data_word(Summary const& summary) {
    return summary.origin.kind == DataKind::observed ? "observed" : legend_of(summary.origin);
}

Plot scan_plot(Summary const& summary, StrengthSummary const& strength) {
    double const top = 6;
    Line line{{}, {}, {petroff[0], 2.2, ""}, data_word(summary)};
    for (auto const& point : strength.scan) line.x.push_back(point.x), line.y.push_back(point.rise);
    Plot plot;
    plot.description = "Profile likelihood of " + strength.name;
    plot.x = {symbol(strength.name), line.x.front(), line.x.back(), false, {}};
    plot.main.y = {"-2 ln λ", 0, top, false, {}};
    plot.main.items = {line, Guide{false, 1, thin}, Guide{false, chi_square_quantile(0.05, 1), thin},
                       Note{0.98, 1 / top + 0.015, "68 %", false, true},
                       Note{0.98, 3.84 / top + 0.015, "95 %", false, true}};
    plot.main.legend_x = 0.36;
    return plot;
}

Line closed(Contour const& contour, Stroke const& stroke, std::string const& label) {
    Line line{{}, {}, stroke, label};
    for (std::size_t n = 0; n <= contour.size(); ++n) {
        auto const& [x, y] = contour[n % contour.size()];
        line.x.push_back(x), line.y.push_back(y);
    }
    return line;
}

Axis around(std::vector<double> const& values, std::string const& name) {
    auto const [low, high] = std::minmax_element(values.begin(), values.end());
    double const room = 0.15 * (*high - *low) + 1e-9;
    return {symbol(name), *low - room, *high + 1.6 * room, false, {}};
}

Plot contour_plot(Summary const& summary, ContourSummary const& contour, std::string const& id) {
    Line const outer = closed(contour.outer, {petroff[0], 2, "7 5"}, "95 %, " + data_word(summary));
    Line const inner = closed(contour.inner, {petroff[0], 2.2, ""}, "68 %");
    Plot plot;
    plot.id = id, plot.description = "Contours of " + contour.x + " and " + contour.y;
    plot.x = around(outer.x, contour.x), plot.main.y = around(outer.y, contour.y);
    Points const best{{{contour.best_x, contour.best_y}}, Marker::circle, false, petroff[0], "best fit"};
    plot.main.items = {outer, inner, best};
    if (contour.x == "kappa_V") {
        plot.main.items.push_back(Points{{{1, 1}}, Marker::diamond, false, petroff[2], "Standard Model"});
    }
    plot.main.legend_x = 0.5;
    return plot;
}

std::vector<Impact> largest(Summary const& summary) {
    auto const count = std::min(summary.impacts.size(), most_impacts);
    return {summary.impacts.begin(), summary.impacts.begin() + static_cast<std::ptrdiff_t>(count)};
}

/// A panel with a row for each nuisance parameter and names in its left third; values are between -reach and reach.
Plot row_plot(std::vector<Impact> const& impacts, double reach, std::string const& id, std::string const& label) {
    Plot plot;
    plot.id = id, plot.description = label;
    plot.x = {label, -2.2 * reach, 1.1 * reach, false, {}};
    auto const rows = static_cast<double>(impacts.size());
    plot.main.y = {"", 0, rows, false, {}};
    for (std::size_t n = 0; n < impacts.size(); ++n) {
        plot.main.y.categories.push_back(std::to_string(impacts.size() - n));
        double const y = (rows - static_cast<double>(n) - 0.5) / rows;
        plot.main.items.push_back(Note{0.02, y - 0.012, impacts[n].name});
    }
    plot.main.items.push_back(Guide{true, 0, thin});
    return plot;
}

report::plot::Band bar(double value, double y, std::string const& colour, std::string const& label) {
    return {{std::min(0.0, value), std::max(0.0, value)}, {y - 0.35, y - 0.35}, {y + 0.35, y + 0.35}, colour, label};
}

Plot impact_plot(Summary const& summary) {
    auto const impacts = largest(summary);
    double reach = 1e-12;
    for (auto const& impact : impacts) reach = std::max({reach, std::fabs(impact.low), std::fabs(impact.high)});
    Plot plot = row_plot(impacts, reach, "impacts", "impact on " + symbol(summary.parameter_of_interest));
    for (std::size_t n = 0; n < impacts.size(); ++n) {
        double const y = static_cast<double>(impacts.size() - n) - 0.5;
        plot.main.items.push_back(bar(impacts[n].high, y, petroff[0], n == 0 ? "up" : ""));
        plot.main.items.push_back(bar(impacts[n].low, y, petroff[1], n == 0 ? "down" : ""));
    }
    plot.main.legend_x = 0.7, plot.main.legend_y = 0.12;
    return plot;
}

/// The nuisance parameters by their impact or, without a parameter of interest, by their pull.
std::vector<Impact> pulls_of(Summary const& summary) {
    if (!summary.impacts.empty() || !summary.parameter_of_interest.empty()) return largest(summary);
    std::vector<Impact> pulls;
    for (auto const& p : summary.best.parameters) {
        if (p.pull && p.constraint && std::isfinite(*p.constraint))
            pulls.push_back({p.name, *p.pull, *p.constraint, 0, 0});
    }
    std::stable_sort(pulls.begin(), pulls.end(),
                     [](Impact const& a, Impact const& b) { return std::fabs(a.pull) > std::fabs(b.pull); });
    pulls.resize(std::min(pulls.size(), most_impacts));
    return pulls;
}

Plot pull_plot(std::vector<Impact> const& impacts) {
    double reach = 1.5;
    for (auto const& impact : impacts) reach = std::max(reach, std::fabs(impact.pull) + impact.constraint);
    Plot plot = row_plot(impacts, reach, "pulls", "pull");
    Points points{{}, Marker::circle, false, black, ""};
    for (std::size_t n = 0; n < impacts.size(); ++n) {
        Point point{impacts[n].pull, static_cast<double>(impacts.size() - n) - 0.5};
        point.x_low = point.x - impacts[n].constraint, point.x_high = point.x + impacts[n].constraint;
        points.points.push_back(point);
    }
    plot.main.items.insert(plot.main.items.end(), {Guide{true, -1, thin}, Guide{true, 1, thin}, points});
    return plot;
}

std::vector<double> total_of(Summary const& summary) {
    std::vector<double> total(summary.observed.size());
    for (auto const& yields : summary.yields.yields) {
        for (std::size_t b = 0; b < total.size(); ++b) total[b] += yields[b];
    }
    return total;
}

Points measured(std::vector<double> const& counts, std::vector<double> const& unit, std::string const& label) {
    Points points{{}, Marker::circle, false, black, label};
    for (std::size_t b = 0; b < counts.size(); ++b) {
        if (!(unit[b] > 0)) continue;  // a bin that is left out
        double const x = static_cast<double>(b) + 0.5, error = std::sqrt(counts[b]);
        points.points.push_back({x, counts[b] / unit[b], (counts[b] - error) / unit[b], (counts[b] + error) / unit[b]});
    }
    return points;
}

/// Draws the yields of a sample. The scale is logarithmic: the absolute value of yields below 0 is drawn dashed.
void add_sample(Panel& panel, std::vector<double> const& edges, std::vector<double> const& yields,
                std::string const& name, std::string const& colour) {
    std::vector<double> above, below;
    for (double const y : yields) above.push_back(std::max(y, 0.0)), below.push_back(std::max(-y, 0.0));
    auto const has = [](std::vector<double> const& part) {
        return std::any_of(part.begin(), part.end(), [](double y) { return y > 0; });
    };
    if (has(above) || !has(below)) panel.items.push_back(Histogram{edges, above, {colour, 1.6, ""}, Fill::none, name});
    if (has(below)) panel.items.push_back(Histogram{edges, below, {colour, 1.6, "5 3"}, Fill::none, "− " + name});
}

Plot yield_plot(Summary const& summary) {
    std::size_t const bins = summary.observed.size();
    std::vector<double> edges(bins + 1), ones(bins, 1.0);
    for (std::size_t b = 0; b <= bins; ++b) edges[b] = static_cast<double>(b);
    auto const total = total_of(summary);
    double const highest = *std::max_element(total.begin(), total.end());
    double const high = highest > 0 ? highest : 1;
    double low = high;
    for (auto const& yields : summary.yields.yields) {
        for (double const y : yields) low = y != 0 ? std::min(low, std::fabs(y)) : low;
    }
    low = std::max(low, 1e-4 * high);
    Plot plot;
    plot.id = "yields", plot.description = "Expected events at the best fit, and data";
    plot.x = {"bin of the categories", 0, edges.back(), false, {}};
    double const filled = 0.6;  // of the panel's height; names and legend stand above
    plot.main.y = {"events", low / 3, low / 3 * std::pow(3 * high / low, 1 / filled), true, {}};
    plot.main.items.push_back(Histogram{edges, total, {black, 3.5, ""}, Fill::none, "all, at the best fit"});
    for (std::size_t s = 0; s < summary.yields.names.size(); ++s) {
        add_sample(plot.main, edges, summary.yields.yields[s], summary.yields.names[s], petroff[s % 10]);
    }
    plot.main.items.push_back(measured(summary.observed, ones, legend_of(summary.origin)));
    plot.main.legend_rows = 4;
    Panel ratio;
    ratio.y = {short_label_of(summary.origin) + " / fit", 0.5, 1.5, false, {}};
    ratio.items = {Guide{false, 1, thin}, measured(summary.observed, total, "")};
    for (auto const& channel : summary.channels) {
        if (channel.first == 0) continue;
        Guide const border{true, static_cast<double>(channel.first), thin, filled};
        plot.main.items.push_back(border), ratio.items.push_back(border);
    }
    for (auto const& channel : summary.channels) {
        double const x = static_cast<double>(channel.first) / static_cast<double>(bins);
        plot.main.items.push_back(Note{x + 0.01, filled + 0.05, channel.name});
    }
    plot.lower = ratio;
    return plot;
}

/// `name` with characters that files and elements allow: a workspace may give its parameters any names.
std::string as_word(std::string name) {
    auto const is_plain = [](unsigned char c) { return std::isalnum(c) != 0 && c < 128; };
    for (char& c : name) c = is_plain(static_cast<unsigned char>(c)) ? c : '_';
    return name;
}

}  // namespace

std::map<std::string, Plot> plots_of(Summary const& summary) {
    std::map<std::string, Plot> plots;
    for (auto const* list : {&summary.strengths, &summary.kappas}) {
        for (auto const& strength : *list) {
            if (strength.scan.empty()) continue;
            Plot plot = scan_plot(summary, strength);
            std::string name = "scan_" + as_word(strength.name);
            while (plots.count(name) > 0) name += '_';  // of "a b" and "a/b"
            plot.id = name;
            std::replace(plot.id.begin(), plot.id.end(), '_', '-');
            plots[name] = std::move(plot);
        }
    }
    if (summary.contour) plots["contour"] = contour_plot(summary, *summary.contour, "contour");
    if (summary.kappa_contour) plots["kappa_contour"] = contour_plot(summary, *summary.kappa_contour, "kappa-contour");
    if (!summary.impacts.empty()) plots["impacts"] = impact_plot(summary);
    if (auto const pulls = pulls_of(summary); !pulls.empty()) plots["pulls"] = pull_plot(pulls);
    plots["yields"] = yield_plot(summary);
    return plots;
}

}  // namespace jetseq::fit
