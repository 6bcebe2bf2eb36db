#pragma once
#include <string>
#include <string_view>

namespace jetseq::report {

/// Escapes `text` for an XML or HTML element or a quoted attribute: & < > " ' become entities; control characters and
/// bytes that are not UTF-8, which would make the document ill-formed, become U+FFFD.
std::string escaped(std::string_view text);

/// An SVG <text> body from plain text in which `^{...}` is a superscript and `_{...}` a subscript: "10^{-3}".
/// A "-" in front of a digit inside them becomes a minus sign. `size`: font size [px]. The rest is escaped.
std::string svg_text(std::string_view text, double size);

/// The text without its mark-up.
std::string without_marks(std::string_view text);
/// The same, escaped: for a page's title.
std::string plain_text(std::string_view text);

/// At most `length` characters of UTF-8 text; the last one is an ellipsis if the text is longer.
std::string shortened(std::string const& text, std::size_t length);

}  // namespace jetseq::report
