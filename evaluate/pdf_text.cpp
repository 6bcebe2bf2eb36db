#include "jetseq/evaluate/pdf_text.hpp"

#include <cstdint>
#include <map>

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

/// A sign in Symbol's encoding with its width.
struct Sign {
    char code;
    int width;
};

std::map<std::uint32_t, Sign> const symbols{{0x2212, {'\x2D', 549}}, {0x2265, {'\xB3', 549}}, {0x2264, {'\xA3', 549}},
                                            {0x2192, {'\xAE', 987}}, {0x221A, {'\xD6', 549}}, {0x0394, {'D', 612}},
                                            {0x03B1, {'a', 631}},    {0x03B2, {'b', 549}},    {0x03B3, {'g', 411}},
                                            {0x03B5, {'e', 439}},    {0x03B7, {'h', 603}},    {0x03B8, {'q', 521}},
                                            {0x03BC, {'m', 576}},    {0x03C0, {'p', 549}},    {0x03C3, {'s', 603}},
                                            {0x03C6, {'f', 521}},    {0x03C7, {'c', 549}}};

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

Piece piece_of(std::uint32_t code, bool bold) {
    auto const sign = symbols.find(code);
    if (sign != symbols.end()) return {Font::symbol, std::string{sign->second.code}, sign->second.width / 1000.0};
    auto const font = bold ? Font::helvetica_bold : Font::helvetica;
    if (code == 0x2009) return {font, " ", 0.278};   // a thin space
    if (code == 0x2026) return {font, "\x85", 1.0};  // an ellipsis, in Windows' extension of Latin 1
    bool const is_ascii = code >= 32 && code < 127;
    bool const is_latin = is_ascii || (code >= 0xA0 && code < 0x100);
    double const width = is_ascii ? helvetica_widths[code - 32] / 1000.0 : 0.556;
    return {font, std::string{is_latin ? static_cast<char>(code) : '?'}, bold ? width * bold_is_wider : width};
}

}  // namespace

std::vector<Piece> pieces(std::string const& text, bool bold) {
    std::vector<Piece> result;
    for (std::size_t at = 0; at < text.size();) {
        auto const piece = piece_of(next(text, at), bold);
        if (!result.empty() && result.back().font == piece.font) {
            result.back().bytes += piece.bytes, result.back().width += piece.width;
        } else {
            result.push_back(piece);
        }
    }
    return result;
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
