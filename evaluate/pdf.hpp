#pragma once
#include <string>

namespace jetseq {

/// A PDF of one page that shows what plot::svg() wrote: vectors and text, the standard fonts, no compression, the same
/// bytes each time. It knows the elements and attributes that plot::svg() uses and no others.
std::string pdf_of_svg(std::string const& svg);

}  // namespace jetseq
