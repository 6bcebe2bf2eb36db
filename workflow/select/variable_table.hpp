#pragma once
#include <string>

namespace jetseq {

/// The variables of cuts for a terminal: name, unit, kind and meaning, aligned.
std::string variable_table();

/// The same as a table of Markdown, with the columns of a file that each needs: docs/reference/cuts.md has it.
std::string variable_page();

}  // namespace jetseq
