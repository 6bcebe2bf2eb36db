#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

/// Tables of what the first model was asked beyond its scores, as HTML; empty if there is nothing to show.
namespace jetseq::html {

std::string checks(Report const& report);  ///< leakage, repeated events, calibration error, parity
std::string trust(Report const& report);   ///< training against test, calibration, seeds, changed jets
std::string importances(Report const& report);

}  // namespace jetseq::html
