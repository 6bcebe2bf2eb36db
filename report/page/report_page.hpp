#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

namespace jetseq::report {

/// The report as one self-contained page: inline style and plots, no scripts, nothing loaded from elsewhere. Text
/// from outside (names, files, provenance) is escaped.
std::string report_html(evaluate::Report const& report);

}  // namespace jetseq::report
