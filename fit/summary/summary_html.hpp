#pragma once
#include <string>

#include "fit/summary/summary.hpp"

namespace jetseq::fit {

/// The summary with its plots as a section of a page; `level`: of its heading.
std::string html_of(Summary const& summary, int level = 2);

/// A whole page with `sections`, in the style of the report of an evaluation.
std::string page_of(std::string const& title, std::string const& sections);

}  // namespace jetseq::fit
