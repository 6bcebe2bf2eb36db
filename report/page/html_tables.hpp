#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

/// The tables of the page, as HTML; empty where there is nothing to show.
namespace jetseq::html {

std::string vbf_name(Report const& report);  ///< escaped, without mark-up
std::string ggf_name(Report const& report);
std::string with_percent_sign(Efficiency const& e);
std::string with_error(double value, double error, int digits);  ///< "1.39 &plusmn; 0.02"; a dash where it is undefined
std::string or_dash(double value, int digits);
std::string small_number(double value);  ///< "1.2 &times; 10<sup>&minus;7</sup>"

std::string models(Report const& report);          ///< a row for each model and selection by cuts
std::string working_points(Report const& report);  ///< of all models, beside the literature
std::string groups(Report const& report, Grouping const& grouping);
std::string checks(Report const& report);
std::string trust(Report const& report);  ///< training against test, calibration, seeds, changed jets
std::string importances(Report const& report);
std::string chosen_points(Report const& report);  ///< thresholds chosen with the validation part
std::string classes(Report const& report);        ///< of a model of several: areas, and what events are taken for
std::string provenance(Report const& report);

}  // namespace jetseq::html
