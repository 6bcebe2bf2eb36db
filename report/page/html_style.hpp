#pragma once

namespace jetseq {

/// The inline style of every page.
extern char const* const report_style;

}  // namespace jetseq
