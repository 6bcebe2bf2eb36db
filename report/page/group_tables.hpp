#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

/// Tables of groups of events, as HTML.
namespace jetseq::html {

/// The first model and the cuts in each group of `grouping`.
std::string groups(Report const& report, Grouping const& grouping);

}  // namespace jetseq::html
