#pragma once
#include <string>
#include <vector>

namespace jetseq::pdf {

/// The fonts every reader of PDF has.
enum class Font { helvetica, helvetica_bold, symbol };

/// Text of one font, as its bytes in that font's encoding.
struct Piece {
    Font font;
    std::string bytes;
    double width;  ///< at size 1
};

/// UTF-8 text as pieces: Latin 1 in Helvetica, Greek and mathematical signs in Symbol; what neither has becomes "?".
std::vector<Piece> pieces(std::string const& text, bool bold);

/// The bytes as a string of PDF, in parentheses.
std::string literal(std::string const& bytes);

}  // namespace jetseq::pdf
