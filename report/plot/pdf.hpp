#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// A PDF of one page that shows what plot::svg() wrote: vectors and text, the standard fonts, no compression, the same
/// bytes each time. It knows the elements and attributes that plot::svg() uses and no others.
inline constexpr char pdf_begins[] = "%PDF-1.4\n1 0 obj\n";
std::string pdf_of_svg(std::string const& svg);

/// The letters of its texts that the PDF shows as "?", for no font of it has them; each once.
std::vector<std::string> letters_missing_in_pdf(std::string const& svg);

}  // namespace jetseq
