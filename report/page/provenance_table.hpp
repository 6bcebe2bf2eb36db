#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

/// Where the numbers come from, as HTML.
namespace jetseq::report::html {

/// The model, the data and ReportInputs::provenance.
std::string provenance(evaluate::Report const& report);

}  // namespace jetseq::report::html
