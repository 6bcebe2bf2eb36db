#include <algorithm>
#include <vector>

#include "core/error.hpp"
#include "core/json/json_parser.hpp"

namespace jetseq {

void JsonParser::refuse_keys_given_twice(std::size_t object) const {
    std::vector<std::string_view> keys;
    keys.reserve(document_[object].size);
    for (std::size_t key = object + 1; key < document_[object].end; key = document_[key + 1].end) {
        keys.push_back(document_[key].text);
    }
    std::sort(keys.begin(), keys.end());
    auto const twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice == keys.end()) return;
    throw Error{document_.path_ + ": key '" + std::string{*twice} +
                "' stands twice in one object (the one that begins in " + place_of(document_[object].text.data()) +
                "; which of them is meant?). Remove one"};
}

/// "line 3, column 17"; columns are bytes.
std::string JsonParser::place_of(char const* place) const {
    char const* const begin = document_.text_.data();
    std::string_view const before{begin, static_cast<std::size_t>(place - begin)};
    auto const line = 1 + std::count(before.begin(), before.end(), '\n');
    std::size_t const last_line = before.rfind('\n') + 1;  // 0 where there is none
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - last_line + 1);
}

void JsonParser::fail(std::string const& why, char const* place) const {
    throw Error{"can't read " + document_.path_ + " (not a whole JSON document: " + place_of(place) + ": " + why +
                (place == end_ ? "; the text ends here" : "") + "). Copy or make it again"};
}

}  // namespace jetseq
