#include "core/text/near_match.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace jetseq {
namespace {

/// The number of insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`, ignoring case.
std::size_t edit_distance(std::string const& a, std::string const& b) {
    auto const same = [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    };
    std::vector<std::size_t> before, last(b.size() + 1), row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        before = std::exchange(last, row);
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            row[j + 1] = std::min({last[j + 1] + 1, row[j] + 1, last[j] + !same(a[i], b[j])});
            bool const is_swap = i > 0 && j > 0 && same(a[i], b[j - 1]) && same(a[i - 1], b[j]);
            if (is_swap) row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
        }
    }
    return row.back();
}

}  // namespace

std::string did_you_mean(std::string const& wrong, std::vector<std::string> const& names) {
    std::string best;
    std::size_t best_distance = wrong.size() + 1;
    for (auto const& name : names) {
        std::size_t const distance = edit_distance(wrong, name);
        bool const is_near = 2 * distance <= std::max(wrong.size(), name.size());
        if (distance < best_distance && is_near) best_distance = distance, best = name;
    }
    return best.empty() ? "" : "; did you mean '" + best + "'?";
}

std::string joined(std::vector<std::string> const& words) {
    std::string text;
    for (auto const& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace jetseq
