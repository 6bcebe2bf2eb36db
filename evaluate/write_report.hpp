#pragma once
#include <string>
#include <vector>

#include "jetseq/evaluate/report.hpp"

namespace jetseq {

/// Writes report.html, report.json, and each plot as plots/NAME.svg, .pdf and .csv, ROC curves also as .yaml for puma,
/// into `folder`, which it makes, and returns their paths. Throws Error where it can't.
std::vector<std::string> write_report(std::string const& folder, Report const& report);

}  // namespace jetseq
