#include "report/figures/plot_data.hpp"

#include <algorithm>
#include <cmath>

#include "core/json/json.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::report {
namespace {

using namespace plot;

std::string quoted(std::string const& text) {
    std::string result = "\"";
    for (char const c : text) result += c == '"' ? "\"\"" : std::string{c};
    return result + "\"";
}

std::string number(double value) { return std::isfinite(value) ? shortest(value) : ""; }

/// Writes the rows of one panel.
class Rows {
public:
    Rows(char const* panel, Axis const& x) : panel_{panel}, x_{x} {}
    std::string const& text() const noexcept { return text_; }

    void operator()(Line const& line) {
        for (std::size_t i = 0; i < line.x.size(); ++i) row("line", line.label, {line.x[i], line.y[i]});
    }
    void operator()(Band const& band) {
        for (std::size_t i = 0; i < band.x.size(); ++i) {
            Point point{band.x[i], std::nan("")};
            point.y_low = band.low[i], point.y_high = band.high[i];
            row("band", band.label, point);
        }
    }
    void operator()(Histogram const& histogram) {
        for (std::size_t i = 0; i < histogram.heights.size(); ++i) {
            double const low = histogram.edges[i], high = histogram.edges[i + 1];
            Point point{(low + high) / 2, histogram.heights[i]};
            point.x_low = low, point.x_high = high;
            row("histogram", histogram.label, point);
        }
    }
    void operator()(Points const& points) {
        for (auto const& point : points.points) row("points", points.label, point);
    }
    void operator()(Guide const& guide) {
        Point const point = guide.is_vertical ? Point{guide.at, std::nan("")} : Point{std::nan(""), guide.at};
        row("guide", "", point);
    }
    void operator()(Note const&) {}

private:
    void row(char const* kind, std::string const& series, Point const& p) {
        auto const i = static_cast<std::size_t>(std::max(0.0, std::floor(p.x)));
        auto const category = i < x_.categories.size() ? quoted(x_.categories[i]) : "";
        text_ += std::string{panel_} + "," + kind + "," + quoted(series) + "," + category;
        for (double const value : {p.x, p.y, p.x_low, p.x_high, p.y_low, p.y_high}) text_ += "," + number(value);
        text_ += "\n";
    }

    char const* panel_;
    Axis const& x_;
    std::string text_;
};

std::string yaml_list(std::vector<double> const& values) {
    std::string text = "  __ndarray__:\n";
    for (double const value : values) {
        auto const number = shortest(value);
        text += "  - " + number + (number.find_first_of(".e") == number.npos ? ".0" : "") + "\n";
    }
    return text + "  dtype: float64\n";
}

}  // namespace

std::string plot_csv(Plot const& plot) {
    std::string text = plot_csv_begins;
    auto const add = [&](char const* name, Panel const& panel) {
        Rows rows{name, plot.x};
        for (auto const& item : panel.items) std::visit(rows, item);
        text += rows.text();
    };
    add("main", plot.main);
    if (plot.lower) add("lower", *plot.lower);
    return text;
}

std::string roc_yaml(evaluate::Report const& report, std::size_t m) {
    auto const& model = report.models[m];
    std::vector<double> efficiency, rejection;
    for (auto const& point : model.roc) {
        if (!(point.vbf.value > 0) || !(point.ggf.value > 0)) continue;
        efficiency.push_back(point.vbf.value), rejection.push_back(1 / point.ggf.value);
    }
    auto const text = [](std::string const& name) { return text_of(Json(name)); };  // a YAML scalar, too
    std::string yaml = "bkg_rej:\n" + yaml_list(rejection) + "sig_eff:\n" + yaml_list(efficiency);
    yaml += "n_test: " + fixed(report.n_eff_ggf, 1) + "\n";
    yaml += "label: " + text(model.model) + "\nkey: " + text(model.model) + "\n";
    yaml += "signal_class: " + text(report.inputs.labels.vbf) + "\nrej_class: " + text(report.inputs.labels.ggf) +
            "\nratio_group: " + text(report.inputs.labels.ggf) + "\nuse_bkg_eff: false\n";
    for (auto const* unset : {"alpha", "colour", "is_marker", "linestyle", "linewidth", "marker", "markeredgewidth",
                              "markersize", "xmax", "xmin"}) {
        yaml += std::string{unset} + ": null\n";
    }
    return yaml;
}

}  // namespace jetseq::report
