#pragma once
#include <string>

#include "evaluate/metrics/efficiency.hpp"
#include "evaluate/studies/report.hpp"

/// Names and numbers as HTML. A number that is undefined is an en dash.
namespace jetseq::report::html {

std::string vbf_name(evaluate::Report const& report);  ///< escaped, without mark-up
std::string ggf_name(evaluate::Report const& report);

/// A percentage with its interval: "70.7 &plusmn; 0.3", or "0.0" with "+0.4" over "-0.0" if the two sides differ by
/// more than a third.
std::string percent_html(evaluate::Efficiency const& efficiency);
std::string with_percent_sign(evaluate::Efficiency const& e);
std::string without_error(double efficiency);                    ///< a percentage: "70.7"
std::string with_error(double value, double error, int digits);  ///< "1.39 &plusmn; 0.02"
std::string or_dash(double value, int digits);
std::string small_number(double value);  ///< "1.2 &times; 10<sup>&minus;7</sup>"

}  // namespace jetseq::report::html
