#pragma once
#include <string>

#include "evaluate/studies/compare.hpp"

namespace jetseq {

/// The page: what changed, the significant first in colour, and both ROC curves. Throws Json::exception for curves that
/// aren't whole.
std::string comparison_html(ReportComparison const& comparison);

}  // namespace jetseq
