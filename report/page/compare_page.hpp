#pragma once
#include <string>

#include "evaluate/studies/compare.hpp"

namespace jetseq {

/// Shows the comparison as a page: significant changes first, in colour, and both ROC curves. Throws Json::exception if
/// a curve is damaged.
std::string comparison_html(ReportComparison const& comparison);

}  // namespace jetseq
