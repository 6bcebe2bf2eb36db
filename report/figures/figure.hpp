#pragma once
#include <string>

#include "report/plot/svg_plot.hpp"

namespace jetseq::report {

/// A plot of the report.
struct Figure {
    std::string name;     ///< for a file name: "roc"
    std::string caption;  ///< what it shows and how to read it
    plot::Plot plot;
};

}  // namespace jetseq::report
