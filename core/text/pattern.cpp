#include "core/text/pattern.hpp"

#include <regex>  // in no header: it takes two seconds to compile

namespace jetseq {

bool matches(std::string const& text, std::string const& pattern) {
    return std::regex_match(text, std::regex{pattern});
}

}  // namespace jetseq
