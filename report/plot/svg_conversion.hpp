#pragma once
#include <string>
#include <vector>

/// PDF and PNG of the SVG that plot::svg() writes, by librsvg and cairo. The same SVG gives the same bytes on the same
/// machine; other fonts or versions of the libraries give others.
namespace jetseq::report {

/// False if librsvg was missing when this was built: the functions below then throw Error, with what to install.
bool can_convert_svg() noexcept;
void require_svg_conversion();  ///< throws that Error

/// A PDF of one page, 0.75 pt for each pixel of the SVG, with vectors, embedded fonts and no date. Throws Error.
std::string pdf_of_svg(std::string const& svg);
inline constexpr char pdf_begins[] = "%PDF-1.";

/// A PNG of `scale` times the pixels of the SVG. Throws Error.
std::string png_of_svg(std::string const& svg, double scale = 2);
inline constexpr char png_begins[] = "\x89PNG\r\n";

/// The characters of the SVG that no installed font has, each once in their order: PDF and PNG show a box in their
/// place. Throws Error.
std::vector<std::string> characters_without_font(std::string const& svg);

}  // namespace jetseq::report
