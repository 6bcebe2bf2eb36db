#include "workflow/train/find_rate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "report/figures/plot_parts.hpp"
#include "report/plot/svg_plot.hpp"
#include "train/loop/rate_finder.hpp"

namespace jetseq::workflow {
namespace {

std::string table(std::vector<train::RateProbe> const& probes) {
    std::string text = "learning_rate,loss,smoothed_loss\n";
    for (auto const& probe : probes) {
        text += fmt::format("{:.9g},{:.9g},{:.9g}\n", probe.learning_rate, probe.loss, probe.smoothed);
    }
    return text;
}

report::plot::Plot plot_of(std::vector<train::RateProbe> const& probes, double suggested) {
    report::plot::Line losses, smoothed;
    for (auto const& probe : probes) {
        losses.x.push_back(probe.learning_rate), losses.y.push_back(probe.loss);
        smoothed.x.push_back(probe.learning_rate), smoothed.y.push_back(probe.smoothed);
    }
    losses.stroke = {report::plot::petroff[3], 1, ""}, losses.label = "batch";
    smoothed.stroke.colour = report::plot::petroff[0], smoothed.label = "running mean";
    auto const lowest = *std::min_element(smoothed.y.begin(), smoothed.y.end());
    report::plot::Plot plot;
    plot.id = "learning-rates", plot.description = "Training loss against the learning rate of a sweep";
    plot.x = {"learning rate", probes.front().learning_rate, probes.back().learning_rate, true, {}};
    plot.main.y = {"training loss", 0.8 * lowest, std::max(1.6 * lowest, 1.2 * smoothed.y.front()), false, {}};
    plot.main.items = {losses, smoothed, report::plot::Guide{true, suggested, {report::plot::black, 1, "6 4"}, 1}};
    return plot;
}

}  // namespace

FoundRate find_learning_rate(std::string const& directory, data::Sequences const& sequences,
                             train::TrainOptions const& options, Listener& listener) {
    auto const stop = [&listener] { return listener.stop(); };
    auto const probes = train::probe_learning_rates(sequences, options, 300, 1e-6, 1, stop, directory);
    double const suggested = train::suggested_rate(probes);
    if (std::isnan(suggested)) {
        throw Error{"the sweep took " + std::to_string(probes.size()) +
                    " steps only (too few to tell a learning rate). Let it run on, with more events"};
    }
    OutputFiles files;
    files.add(directory + "/learning_rates.csv", table(probes));
    files.add(directory + "/learning_rates.svg", report::plot::svg(plot_of(probes, suggested)));
    files.commit();
    return {suggested, files.paths()};
}

}  // namespace jetseq::workflow
