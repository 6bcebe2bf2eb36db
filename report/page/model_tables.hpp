#pragma once
#include <string>

#include "evaluate/studies/report.hpp"

/// Tables of the models over all events, as HTML; empty if there is nothing to show.
namespace jetseq::report::html {

std::string models(evaluate::Report const& report);          ///< a row for each model and selection by cuts
std::string working_points(evaluate::Report const& report);  ///< of all models, beside the literature
std::string chosen_points(evaluate::Report const& report);   ///< thresholds chosen on the validation part
std::string classes(evaluate::Report const& report);  ///< of a model of several: areas, and what events are taken for

}  // namespace jetseq::report::html
