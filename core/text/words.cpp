#include "core/text/words.hpp"

#include <iterator>
#include <sstream>

namespace jetseq {

std::vector<std::string> words_of(std::string const& text) {
    std::istringstream stream{text};
    return {std::istream_iterator<std::string>{stream}, {}};
}

}  // namespace jetseq
