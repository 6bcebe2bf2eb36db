#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace jetseq::pdf {

/// The fonts every reader of PDF has, and that of our own letters (pdf_letters.hpp).
enum class Font { helvetica, helvetica_bold, symbol, letters };

/// Text of one font, as its bytes in that font's encoding. Lengths are in units of the text's size.
struct Piece {
    Font font;
    std::string bytes;
    double width;
    double scale = 1, rise = 0;  ///< of superscripts and subscripts
    double back = 0;             ///< an accent: drawn so far to the left, and takes no room
};

/// UTF-8 text as pieces: Latin letters in Helvetica, Greek and mathematical signs in Symbol, some more as our own
/// letters; what none of them has becomes "?" (see missing_letters()).
std::vector<Piece> pieces(std::string const& text, bool bold);

/// The letters of UTF-8 `text` that pieces() shows as "?", each once, in their order.
std::vector<std::string> missing_letters(std::string const& text);

/// The bytes as a string of PDF, in parentheses.
std::string literal(std::string const& bytes);

}  // namespace jetseq::pdf
