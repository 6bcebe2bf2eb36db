#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

/// Tables of what the first model was asked beyond its scores, as HTML; empty if there is nothing to show.
namespace jetseq::report::html {

std::string checks(evaluate::Report const& report);  ///< leakage, repeated events, calibration error, parity
std::string trust(evaluate::Report const& report);   ///< training against test, calibration, seeds, changed jets
std::string importances(evaluate::Report const& report);

}  // namespace jetseq::report::html
