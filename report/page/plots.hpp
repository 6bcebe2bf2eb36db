#pragma once
#include <string>
#include <vector>

#include "evaluate/studies/report.hpp"
#include "report/plot/svg_plot.hpp"

namespace jetseq {

/// Rejection 1/efficiency of ggF/DY against VBF efficiency, with the cut-based category and the literature; the panel
/// below holds their ratio to the curve, or that of the other models.
plot::Plot roc_plot(Report const& report);

/// Rejection of all others against the efficiency of each class, of a model of several.
plot::Plot classes_plot(Report const& report);
extern char const* const classes_caption;

/// Score distributions of both classes by model m, of unit area, with the working points.
plot::Plot score_plot(Report const& report, std::size_t m);
std::string score_caption(Report const& report, std::size_t m);

/// Score distributions of the samples by the first model, a few in each plot.
std::vector<plot::Plot> sample_plots(Report const& report);
extern char const* const sample_caption;

/// Loss of training and validation per epoch, the best epoch, and the AUC below. Needs a history.
plot::Plot training_plot(Report const& report);

/// Efficiencies of all models and of the cuts in each group, VBF above and ggF/DY below: at the first of
/// report_thresholds, and at the threshold of each model that gives Report::background over all groups.
plot::Plot threshold_plot(Report const& report, Grouping const& grouping);
plot::Plot background_plot(Report const& report, Grouping const& grouping);
std::string threshold_caption(Report const& report);
std::string background_caption(Report const& report);

/// Observed VBF fraction against mean score, and their difference below.
plot::Plot calibration_plot(Report const& report);

/// A plot of the report.
struct NamedPlot {
    std::string section;  ///< of the page: "models", "where", "trust", "why"
    std::string name;     ///< for a file name: "roc"
    std::string caption;  ///< what it shows and how to read it
    plot::Plot plot;
};

/// All plots for which the report has something to show.
std::vector<NamedPlot> report_plots(Report const& report);

}  // namespace jetseq
