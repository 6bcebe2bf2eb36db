#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// Letters of the field that no standard font of PDF has, drawn with lines and curves: a font of type 3.
namespace jetseq::pdf {

/// One of them.
struct Letter {
    std::uint32_t code;   ///< Unicode
    int width;            ///< in thousandths of the size; 0: an accent, drawn around x = 0
    char const* strokes;  ///< operators of PDF, in thousandths
};

/// The letter of a code point, or null.
Letter const* letter_of(std::uint32_t code);

/// Its byte in the font's encoding.
char byte_of(Letter const& letter);

/// The objects of the font, the font itself first; it is number `first` of the document.
std::vector<std::string> letter_font(std::size_t first);

}  // namespace jetseq::pdf
