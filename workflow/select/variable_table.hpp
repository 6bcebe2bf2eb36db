#pragma once
#include <string>

namespace jetseq::workflow {

/// The variables of cuts for a terminal: name, unit, kind and meaning, aligned.
std::string variable_table();

/// The same as a Markdown table with the columns that each variable needs, for docs/reference/cuts.md.
std::string variable_page();

}  // namespace jetseq::workflow
