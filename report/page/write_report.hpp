#pragma once
#include <string>
#include <vector>

#include "core/io/old_outputs.hpp"
#include "core/io/output_file.hpp"
#include "evaluate/studies/regression.hpp"
#include "evaluate/studies/report.hpp"

namespace jetseq::report {

/// The files of each plot beside its SVG and its data as CSV.
struct PlotFormats {
    bool pdf = true;
    bool png = false;  ///< 1280 pixels wide
};

/// Reads names: "svg", "pdf", "png". Throws Error for others, and if this build can't make one of them.
PlotFormats plot_formats(std::vector<std::string> const& names);

struct WrittenReport {
    std::vector<std::string> paths;
    std::string complaint_about_fonts;      ///< of fontconfig, if PDF or PNG were made; "" if there is none
    std::vector<std::string> without_font;  ///< characters that PDF and PNG show as boxes; SVG and HTML have them
};

/// Writes report.html, report.json, and each plot as plots/NAME.svg, .csv and in `formats`, ROC curves also as .yaml
/// for puma, into `folder`, which it makes. Throws Error.
WrittenReport write_report(std::string const& folder, evaluate::Report const& report, PlotFormats const& formats);
/// Adds the same files to `files`, to be committed by the caller.
WrittenReport add_report(OutputFiles& files, std::string const& folder, evaluate::Report const& report,
                         PlotFormats const& formats);

/// The same files of a network that finds a number.
WrittenReport add_regression(OutputFiles& files, std::string const& folder, evaluate::Regression const& regression,
                             PlotFormats const& formats);

/// All files that reports write to plots/, to find those of an earlier report that a new one does not replace.
std::vector<OwnFiles> plots_of_reports();

}  // namespace jetseq::report
