#pragma once
#include <string>

namespace jetseq::report {

/// Starts fontconfig, once in a process, and returns the first error of its configuration in its words; "" if there is
/// none, or in builds without librsvg. Fontconfig then uses what it could read, or its own list of folders.
/// It prints complaints, so standard error of the process goes elsewhere during the start.
std::string const& complaint_about_fonts();

}  // namespace jetseq::report
