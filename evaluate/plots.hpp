#pragma once
#include <string>
#include <vector>

#include "jetseq/evaluate/report.hpp"
#include "jetseq/evaluate/svg_plot.hpp"

namespace jetseq {

/// Rejection 1/efficiency of ggF/DY against VBF efficiency, with the cut-based category and the literature; the panel
/// below holds their ratio to the curve, or that of the other models.
plot::Plot roc_plot(Report const& report);

/// Score distributions of both classes, of unit area, with the working points.
plot::Plot score_plot(Report const& report);

/// Loss of training and validation per epoch, the best epoch, and the AUC below. Needs a history.
plot::Plot training_plot(Report const& report);

/// Efficiencies at the first working point by group, beside those of the cut-based category. `what`: the property,
/// title of the x axis; `id` as plot::Plot::id.
plot::Plot group_plot(Report const& report, std::vector<EventGroup> const& groups, std::string const& what,
                      std::string const& id);

/// Observed VBF fraction against mean score, and their difference below.
plot::Plot calibration_plot(Report const& report);

/// A plot of the report, drawn.
struct NamedPlot {
    std::string name;     ///< for a file name: "roc"
    std::string caption;  ///< what it shows and how to read it
    std::string svg;
};

/// All plots for which the report has something to show.
std::vector<NamedPlot> report_plots(Report const& report);

}  // namespace jetseq
