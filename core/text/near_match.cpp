#include "core/text/near_match.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace jetseq {
namespace {

/// The number of insertions, deletions and substitutions that turn `a` into `b`, ignoring case.
std::size_t edit_distance(std::string const& a, std::string const& b) {
    auto const same = [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    };
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (char const letter : a) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            std::size_t const above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + !same(letter, b[j])});
            diagonal = above;
        }
    }
    return row.back();
}

}  // namespace

std::string did_you_mean(std::string const& wrong, std::vector<std::string> const& names) {
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(2, wrong.size() / 2) + 1;
    for (auto const& name : names) {
        std::size_t const distance = edit_distance(wrong, name);
        bool const has_something_in_common = distance < std::max(wrong.size(), name.size());
        if (distance < best_distance && has_something_in_common) best_distance = distance, best = name;
    }
    return best.empty() ? "" : "; did you mean '" + best + "'?";
}

std::string joined(std::vector<std::string> const& words) {
    std::string text;
    for (auto const& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace jetseq
