#pragma once
#include <string>

namespace jetseq {

/// The number of bytes of the well-formed UTF-8 character (RFC 3629: none overlong, no surrogate, up to U+10FFFF) that
/// begins at `first`; 0 if there is none.
int utf8_length(char const* first, char const* end) noexcept;

/// Appends the character `code` <= 0x10ffff as UTF-8.
void append_utf8(std::string& text, unsigned code);

}  // namespace jetseq
