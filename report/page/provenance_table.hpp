#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

/// Where the numbers come from, as HTML.
namespace jetseq::html {

/// The model, the data and ReportInputs::provenance.
std::string provenance(Report const& report);

}  // namespace jetseq::html
