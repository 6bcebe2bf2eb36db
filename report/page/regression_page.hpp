#pragma once
#include <string>

#include "evaluate/studies/regression.hpp"

namespace jetseq::report {

/// The page of a network that finds a number, a whole document.
std::string regression_html(evaluate::Regression const& regression);

}  // namespace jetseq::report
