#include "report/plot/pdf_text.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

#include "report/plot/pdf_letters.hpp"

namespace jetseq::pdf {
namespace {

/// Widths of Helvetica's characters 32 to 126 in thousandths, from Adobe's metrics (AFM).
constexpr int helvetica_widths[] = {278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
                                    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
                                    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
                                    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
                                    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
                                    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};

constexpr double bold_is_wider = 1.07;  // on average; only anchors depend on it

/// A sign in a font's encoding with its width in thousandths.
struct Sign {
    char code;
    int width;
};

/// Greek and mathematics in Symbol, from Adobe's metrics.
std::map<std::uint32_t, Sign> const symbols{
    {0x0391, {'\x41', 722}}, {0x0392, {'\x42', 667}}, {0x0393, {'\x47', 603}},  {0x0394, {'\x44', 612}},
    {0x0395, {'\x45', 611}}, {0x0396, {'\x5A', 611}}, {0x0397, {'\x48', 722}},  {0x0398, {'\x51', 741}},
    {0x0399, {'\x49', 333}}, {0x039A, {'\x4B', 722}}, {0x039B, {'\x4C', 686}},  {0x039C, {'\x4D', 889}},
    {0x039D, {'\x4E', 722}}, {0x039E, {'\x58', 645}}, {0x039F, {'\x4F', 722}},  {0x03A0, {'\x50', 768}},
    {0x03A1, {'\x52', 556}}, {0x03A3, {'\x53', 592}}, {0x03A4, {'\x54', 611}},  {0x03A5, {'\x55', 690}},
    {0x03A6, {'\x46', 763}}, {0x03A7, {'\x43', 722}}, {0x03A8, {'\x59', 795}},  {0x03A9, {'\x57', 768}},
    {0x03A9, {'\x57', 768}}, {0x03B1, {'\x61', 631}}, {0x03B2, {'\x62', 549}},  {0x03B3, {'\x67', 411}},
    {0x03B4, {'\x64', 494}}, {0x03B5, {'\x65', 439}}, {0x03B6, {'\x7A', 494}},  {0x03B7, {'\x68', 603}},
    {0x03B8, {'\x71', 521}}, {0x03B9, {'\x69', 329}}, {0x03BA, {'\x6B', 549}},  {0x03BB, {'\x6C', 549}},
    {0x03BC, {'\x6D', 576}}, {0x03BD, {'\x6E', 521}}, {0x03BE, {'\x78', 493}},  {0x03BF, {'\x6F', 549}},
    {0x03C0, {'\x70', 549}}, {0x03C1, {'\x72', 549}}, {0x03C2, {'\x56', 439}},  {0x03C3, {'\x73', 603}},
    {0x03C4, {'\x74', 439}}, {0x03C5, {'\x75', 576}}, {0x03C6, {'\x66', 521}},  {0x03C7, {'\x63', 549}},
    {0x03C8, {'\x79', 686}}, {0x03C9, {'\x77', 686}}, {0x03D1, {'\x4A', 631}},  {0x03D2, {'\xA1', 620}},
    {0x03D5, {'\x6A', 603}}, {0x03D6, {'\x76', 713}}, {0x03F5, {'\x65', 439}},  {0x2032, {'\xA2', 247}},
    {0x2033, {'\xB2', 411}}, {0x2044, {'\xA4', 167}}, {0x2111, {'\xC1', 686}},  {0x2118, {'\xC3', 987}},
    {0x211C, {'\xC2', 795}}, {0x2135, {'\xC0', 823}}, {0x2190, {'\xAC', 987}},  {0x2191, {'\xAD', 603}},
    {0x2192, {'\xAE', 987}}, {0x2193, {'\xAF', 603}}, {0x2194, {'\xAB', 1042}}, {0x21D0, {'\xDC', 987}},
    {0x21D1, {'\xDD', 603}}, {0x21D2, {'\xDE', 987}}, {0x21D3, {'\xDF', 603}},  {0x21D4, {'\xDB', 1042}},
    {0x2200, {'\x22', 713}}, {0x2202, {'\xB6', 494}}, {0x2203, {'\x24', 549}},  {0x2205, {'\xC6', 823}},
    {0x2206, {'\x44', 612}}, {0x2207, {'\xD1', 713}}, {0x2208, {'\xCE', 713}},  {0x2209, {'\xCF', 713}},
    {0x220B, {'\x27', 439}}, {0x220F, {'\xD5', 823}}, {0x2211, {'\xE5', 713}},  {0x2212, {'\x2D', 549}},
    {0x2217, {'\x2A', 500}}, {0x221A, {'\xD6', 549}}, {0x221D, {'\xB5', 713}},  {0x221E, {'\xA5', 713}},
    {0x2220, {'\xD0', 768}}, {0x2227, {'\xD9', 603}}, {0x2228, {'\xDA', 603}},  {0x2229, {'\xC7', 768}},
    {0x222A, {'\xC8', 768}}, {0x222B, {'\xF2', 274}}, {0x2234, {'\x5C', 863}},  {0x223C, {'\x7E', 549}},
    {0x2245, {'\x40', 549}}, {0x2248, {'\xBB', 549}}, {0x2260, {'\xB9', 549}},  {0x2261, {'\xBA', 549}},
    {0x2264, {'\xA3', 549}}, {0x2265, {'\xB3', 549}}, {0x2266, {'\xA3', 549}},  {0x2267, {'\xB3', 549}},
    {0x2282, {'\xCC', 713}}, {0x2283, {'\xC9', 713}}, {0x2284, {'\xCB', 713}},  {0x2286, {'\xCD', 713}},
    {0x2287, {'\xCA', 713}}, {0x2295, {'\xC5', 768}}, {0x2297, {'\xC4', 768}},  {0x22A5, {'\x5E', 658}},
    {0x22C5, {'\xD7', 250}}, {0x25CA, {'\xE0', 494}}, {0x2660, {'\xAA', 753}},  {0x2663, {'\xA7', 753}},
    {0x2665, {'\xA9', 753}}, {0x2666, {'\xA8', 753}}, {0x27E8, {'\xE1', 329}},  {0x27E9, {'\xF1', 329}},
    {0x27F5, {'\xAC', 987}}, {0x27F6, {'\xAE', 987}}, {0x27F7, {'\xAB', 1042}}, {0x27F9, {'\xDE', 987}},
    {0x2A7D, {'\xA3', 549}}, {0x2A7E, {'\xB3', 549}}};

/// What Windows' extension of Latin 1 has in Helvetica.
std::map<std::uint32_t, Sign> const windows_signs{
    {0x0152, {'\x8C', 1000}}, {0x0153, {'\x9C', 944}},  {0x0160, {'\x8A', 667}},  {0x0161, {'\x9A', 500}},
    {0x0178, {'\x9F', 667}},  {0x017D, {'\x8E', 611}},  {0x017E, {'\x9E', 500}},  {0x0192, {'\x83', 556}},
    {0x02C6, {'\x88', 333}},  {0x02DC, {'\x98', 333}},  {0x2013, {'\x96', 556}},  {0x2014, {'\x97', 1000}},
    {0x2018, {'\x91', 222}},  {0x2019, {'\x92', 222}},  {0x201A, {'\x82', 222}},  {0x201C, {'\x93', 333}},
    {0x201D, {'\x94', 333}},  {0x201E, {'\x84', 333}},  {0x2020, {'\x86', 556}},  {0x2021, {'\x87', 556}},
    {0x2022, {'\x95', 350}},  {0x2026, {'\x85', 1000}}, {0x2030, {'\x89', 1000}}, {0x2039, {'\x8B', 333}},
    {0x203A, {'\x9B', 333}},  {0x20AC, {'\x80', 556}},  {0x2122, {'\x99', 1000}}};

/// Small raised and lowered signs: what they are small signs of.
struct SmallSign {
    char sign;
    bool raised;
};

std::map<std::uint32_t, SmallSign> const small_signs = [] {
    std::map<std::uint32_t, SmallSign> signs{{0x207F, {'n', true}}, {0x2071, {'i', true}}, {0x1D40, {'T', true}}};
    char const all[] = "0123456789+-=()";  // U+2070 ... 207E raised, U+2080 ... 208E lowered
    for (std::uint32_t n = 0; n + 1 < sizeof all; ++n) {
        signs[0x2070 + n] = {all[n], true}, signs[0x2080 + n] = {all[n], false};
    }
    return signs;
}();

/// The next code point; moves `at` on.
std::uint32_t next(std::string const& text, std::size_t& at) {
    auto const lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0x80) return lead;
    std::uint32_t code = lead >= 0xF0 ? lead & 0x07 : lead >= 0xE0 ? lead & 0x0F : lead & 0x1F;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
        code = (code << 6) | (static_cast<unsigned char>(text[at++]) & 0x3F);
    }
    return code;
}

bool is_space(std::uint32_t code) {
    return (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x205F || code == 0x3000;
}

/// Without a shape: joiners, marks of direction, variants of emoji.
bool is_invisible(std::uint32_t code) {
    return (code >= 0x200B && code <= 0x200F) || (code >= 0xFE00 && code <= 0xFE0F) || code == 0xFEFF || code == 0x2060;
}

Piece latin_piece(std::uint32_t code, bool bold) {
    auto const font = bold ? Font::helvetica_bold : Font::helvetica;
    auto const wide = [bold](double width) { return bold ? width * bold_is_wider : width; };
    if (is_space(code)) return {font, " ", wide(0.278)};
    if (code == 0x2010 || code == 0x2011) return {font, "-", wide(0.333)};
    if (auto const sign = windows_signs.find(code); sign != windows_signs.end()) {
        return {font, std::string{sign->second.code}, wide(sign->second.width / 1000.0)};
    }
    bool const is_ascii = code >= 32 && code < 127;
    bool const is_latin = is_ascii || (code >= 0xA0 && code < 0x100);
    double const width = is_ascii ? helvetica_widths[code - 32] / 1000.0 : 0.556;
    return {font, std::string{is_latin ? static_cast<char>(code) : '?'}, wide(width)};
}

/// `before`: the letter that an accent stands above.
Piece piece_of(std::uint32_t code, bool bold, Piece const& before) {
    if (is_invisible(code)) return {before.font, "", 0};
    if (auto const sign = symbols.find(code); sign != symbols.end()) {
        return {Font::symbol, std::string{sign->second.code}, sign->second.width / 1000.0};
    }
    if (auto const small = small_signs.find(code); small != small_signs.end()) {
        auto piece = latin_piece(static_cast<unsigned char>(small->second.sign), bold);
        piece.scale = 0.65, piece.rise = small->second.raised ? 0.33 : -0.15, piece.width *= piece.scale;
        return piece;
    }
    auto const* letter = letter_of(code);
    if (!letter) return latin_piece(code, bold);
    Piece piece{Font::letters, std::string{byte_of(*letter)}, letter->width / 1000.0};
    if (letter->width == 0) {
        std::string const tall = "ABCDEFGHIJKLMNOPQRSTUVWXYZbdfhklt";
        bool const is_tall = before.bytes.size() == 1 && tall.find(before.bytes) != tall.npos;
        piece.back = before.width / 2, piece.rise = is_tall ? 0.2 : 0;
    }
    return piece;
}

/// Line ends between the texts of a plot are no letters.
bool is_missing(std::uint32_t code) { return code >= ' ' && code != '?' && piece_of(code, false, {}).bytes == "?"; }

bool can_join(Piece const& one, Piece const& other) {
    return one.font == other.font && one.scale == other.scale && one.rise == other.rise && one.back == other.back;
}

}  // namespace

std::vector<Piece> pieces(std::string const& text, bool bold) {
    std::vector<Piece> result;
    Piece before{};
    for (std::size_t at = 0; at < text.size();) {
        auto const piece = piece_of(next(text, at), bold, before);
        if (piece.back == 0) before = piece;
        if (!result.empty() && can_join(result.back(), piece)) {
            result.back().bytes += piece.bytes, result.back().width += piece.width;
        } else if (!piece.bytes.empty()) {
            result.push_back(piece);
        }
    }
    return result;
}

std::vector<std::string> missing_letters(std::string const& text) {
    std::vector<std::string> missing;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const first = at;
        if (!is_missing(next(text, at))) continue;
        auto const letter = text.substr(first, at - first);
        if (std::find(missing.begin(), missing.end(), letter) == missing.end()) missing.push_back(letter);
    }
    return missing;
}

std::string literal(std::string const& bytes) {
    std::string result = "(";
    for (char const c : bytes) {
        if (c == '(' || c == ')' || c == '\\') result += '\\';
        result += c;
    }
    return result + ")";
}

}  // namespace jetseq::pdf
