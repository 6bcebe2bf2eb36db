#include "core/text/shell_word.hpp"

#include <algorithm>
#include <cctype>

namespace jetseq {

std::string shell_word(std::string const& text) {
    auto const plain = [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string{"_-./=:,@%+"}.find(c) != std::string::npos;
    };
    std::string const word = text.rfind('-', 0) == 0 ? "./" + text : text;
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
    std::string quoted = "'";
    for (char const c : word) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return quoted + "'";
}

}  // namespace jetseq
