#include "core/text/utf8.hpp"

namespace jetseq {
namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80; }

}  // namespace

int utf8_length(char const* first, char const* end) noexcept {
    auto const lead = static_cast<unsigned char>(*first);
    if (lead < 0x80) return 1;
    int const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || end - first < length) return 0;
    for (int n = 1; n < length; ++n) {
        if (!continues(first[n])) return 0;
    }
    auto const second = static_cast<unsigned char>(first[1]);
    bool const overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    bool const surrogate = lead == 0xed && second >= 0xa0;
    bool const too_large = lead == 0xf4 && second >= 0x90;
    return overlong || surrogate || too_large ? 0 : length;
}

void append_utf8(std::string& text, unsigned code) {
    auto const tail = [&](unsigned shift) { text += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0 | code >> 6), tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0 | code >> 12), tail(6), tail(0);
    } else {
        text += static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0);
    }
}

}  // namespace jetseq
