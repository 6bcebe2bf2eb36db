#pragma once
#include <string>

#include "evaluate/studies/compare.hpp"

namespace jetseq::report {

/// Shows the comparison as a page: significant changes first, in colour, and both ROC curves. Throws Json::exception if
/// a curve is damaged.
std::string comparison_html(evaluate::ReportComparison const& comparison);

}  // namespace jetseq::report
