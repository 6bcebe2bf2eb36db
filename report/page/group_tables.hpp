#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

/// Tables of groups of events, as HTML.
namespace jetseq::report::html {

/// The first model and the cuts in each group of `grouping`.
std::string groups(evaluate::Report const& report, evaluate::Grouping const& grouping);

}  // namespace jetseq::report::html
