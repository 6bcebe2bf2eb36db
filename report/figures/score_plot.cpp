#include "report/figures/score_plot.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/figures/plot_parts.hpp"

namespace jetseq::report {
namespace {

using namespace plot;
using plot_parts::Range;

std::string with_events(std::string const& name, std::uint64_t n) { return name + " (" + count_text(n) + " events)"; }

/// Error bars at the centres of the bins.
Points bars(std::vector<double> const& edges, evaluate::ScoreDensity const& density, std::string const& colour) {
    Points points{{}, Marker::none, false, colour, ""};
    for (std::size_t i = 0; i < density.density.size(); ++i) {
        double const y = density.density[i], error = density.error[i];
        points.points.push_back({(edges[i] + edges[i + 1]) / 2, y, y - error, y + error});
    }
    return points;
}

/// A log axis on which the densities fill the lower part.
Range density_range(std::vector<evaluate::ScoreDensity const*> const& densities, double part) {
    double smallest = std::numeric_limits<double>::infinity(), largest = 0;
    for (auto const* density : densities) {
        for (double value : density->density) {
            if (value > 0) smallest = std::min(smallest, value), largest = std::max(largest, value);
        }
    }
    if (largest == 0) return {0.1, 10};
    double const low = std::max(smallest, 1e-5 * largest) / 2;
    return {low, low * std::pow(largest / low, 1 / part)};
}

std::string score_axis(evaluate::Report const& report) { return "Score, P(" + report.inputs.labels.vbf + ")"; }

Plot sample_plot(evaluate::Report const& report, std::vector<evaluate::SampleDensity const*> const& samples,
                 std::string const& id) {
    std::vector<evaluate::ScoreDensity const*> densities;
    Panel main{{"Probability density", 0, 1, true, {}}, {}, 0.04, 0, (samples.size() + 1) / 2};
    for (std::size_t i = 0; i < samples.size(); ++i) {
        Stroke const stroke{plot_parts::colour_of(i), 1.8, plot_parts::dash_of(i)};
        main.items.push_back(
            Histogram{report.score_edges, samples[i]->density.density, stroke, Fill::none, samples[i]->name});
        densities.push_back(&samples[i]->density);
    }
    auto const y = density_range(densities, 0.62);
    main.y.low = y.low, main.y.high = y.high;
    plot_parts::add_heading(main, report.inputs.labels, 0.04, false);
    return {id, "Score distribution of samples", {score_axis(report), 0, 1, false, {}}, main, {}};
}

constexpr char const* sample_caption =
    "Score of each sample by the first model, normalised to unit area, on a logarithmic scale. Samples of one class "
    "with different shapes say that the score depends on mass, channel or process.";

std::string score_caption(evaluate::Report const& report, std::size_t m) {
    std::string const whose = report.models.size() == 1 ? "Score" : "Score by " + plot_parts::model_name(report, m);
    return whose +
           " of both classes, each normalised to unit area, on a logarithmic scale. Vertical bars are statistical "
           "errors; dashed lines mark the working points, whose efficiencies are the areas to their right." +
           (report.inputs.objects.empty() ? " Events without jets share one score, which makes a peak." : "");
}

}  // namespace

Figure score_figure(evaluate::Report const& report, std::size_t m) {
    auto const& labels = report.inputs.labels;
    auto const &vbf = report.models[m].vbf_density, &ggf = report.models[m].ggf_density;
    auto const y = density_range({&vbf, &ggf}, 0.62);
    Panel main{{"Probability density", y.low, y.high, true, {}}, {}, 0.04, 0};
    main.items = {
        Histogram{
            report.score_edges, vbf.density, {petroff[0], 2, ""}, Fill::solid, with_events(labels.vbf, report.n_vbf)},
        Histogram{
            report.score_edges, ggf.density, {petroff[2], 2, ""}, Fill::hatched, with_events(labels.ggf, report.n_ggf)},
        bars(report.score_edges, vbf, petroff[0]), bars(report.score_edges, ggf, petroff[2])};
    for (double threshold : evaluate::report_thresholds) {
        main.items.push_back(Guide{true, threshold, {black, 1.3, "6 4"}, 0.66});
    }
    plot_parts::add_heading(main, labels, 0.04, false);
    auto const id = m == 0 ? "score" : "score-" + std::to_string(m + 1);
    auto const axis = report.models.size() == 1 ? score_axis(report) : "Score of " + plot_parts::model_name(report, m);
    return {
        id, score_caption(report, m), {id, "Score distributions of both classes", {axis, 0, 1, false, {}}, main, {}}};
}

std::vector<Figure> sample_figures(evaluate::Report const& report) {
    constexpr std::size_t most = 5;  // more lines can't be told apart
    std::vector<Figure> figures;
    for (std::int8_t const label : {std::int8_t{1}, std::int8_t{0}}) {
        std::vector<evaluate::SampleDensity const*> samples;
        for (auto const& sample : report.samples) {
            if (sample.label == label) samples.push_back(&sample);
        }
        for (std::size_t first = 0; first < samples.size(); first += most) {
            auto const last = std::min(first + most, samples.size());
            auto const id = "score-by-sample-" + std::to_string(figures.size() + 1);
            std::vector<evaluate::SampleDensity const*> const shown{
                samples.begin() + static_cast<std::ptrdiff_t>(first),
                samples.begin() + static_cast<std::ptrdiff_t>(last)};
            figures.push_back({id, sample_caption, sample_plot(report, shown, id)});
        }
    }
    return figures;
}

}  // namespace jetseq::report
