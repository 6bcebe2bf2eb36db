#pragma once

namespace jetseq::report {

/// The inline style of every page.
extern char const* const report_style;

}  // namespace jetseq::report
