#include "workflow/config/keys.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text/near_match.hpp"
#include "core/text/read_number.hpp"

namespace jetseq::workflow {
namespace {

/// The numbers of "[0, 1)".
struct ValueInterval {
    double least, most;
    bool has_least, has_most;  ///< the ends themselves

    bool holds(double value) const {
        return (has_least ? value >= least : value > least) && (has_most ? value <= most : value < most);
    }
};

double end_of(std::string const& text) {
    if (text == "inf") return std::numeric_limits<double>::infinity();
    double value = 0;
    read_number(text, value);
    return value;
}

/// "" is any number.
ValueInterval interval(std::string const& text) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (text.empty()) return {-infinity, infinity, false, false};
    auto const comma = text.find(", ");
    std::string const least = text.substr(1, comma - 1), most = text.substr(comma + 2, text.size() - comma - 3);
    return {end_of(least), end_of(most), text.front() == '[', text.back() == ']'};
}

bool is_whole(Key const& key) { return key.type == KeyType::whole || key.type == KeyType::wholes; }

bool is_number(Key const& key) {
    return is_whole(key) || key.type == KeyType::number || key.type == KeyType::numbers ||
           key.type == KeyType::named_numbers;
}

/// As the largest type there is, for the message; the reader's own type may hold less.
std::string read_any(Key const& key, std::string const& text, double& value) {
    if (!is_whole(key)) return read_number(text, value);
    long negative = 0;
    unsigned long positive = 0;
    bool const is_negative = text.rfind('-', 0) == 0;
    std::string const why = is_negative ? read_number(text, negative) : read_number(text, positive);
    value = is_negative ? static_cast<double>(negative) : static_cast<double>(positive);
    return why;
}

std::string range_of_numbers(std::string const& values) {
    if (values.empty()) return "";
    auto const ends = interval(values);
    auto const comma = values.find(", ");
    std::string const least = values.substr(1, comma - 1), most = values.substr(comma + 2, values.size() - comma - 3);
    if (std::isinf(ends.most)) return (ends.has_least ? " >= " : " above ") + least;
    return (ends.has_least ? " from " : " above ") + least + (ends.has_most ? " to " : " to below ") + most;
}

/// True if the first parts of `pattern` are `parts`.
bool begins(std::vector<std::string> const& pattern, std::vector<std::string> const& parts) {
    return parts.size() <= pattern.size() &&
           std::equal(parts.begin(), parts.end(), pattern.begin(),
                      [](auto const& part, auto const& of_row) { return part == of_row || of_row == "*"; });
}

}  // namespace

std::vector<std::string> parts_of(std::string const& name) {
    std::vector<std::string> parts{""};
    for (char const c : name) {
        if (c == '.')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

std::vector<std::string> alternatives(std::string const& text) {
    std::vector<std::string> words;
    for (std::size_t first = 0; first <= text.size();) {
        auto const end = std::min(text.find(" | ", first), text.size());
        words.push_back(text.substr(first, end - first));
        first = end + 3;
    }
    return words;
}

Key const* find_key(Keys const& keys, std::string const& name) {
    auto const parts = parts_of(name);
    for (auto const& key : keys) {
        auto const pattern = parts_of(key.name);
        if (pattern.size() == parts.size() && begins(pattern, parts)) return &key;
    }
    return nullptr;
}

bool is_section(Keys const& keys, std::string const& name) {
    auto const parts = parts_of(name);
    bool const is_row = std::any_of(keys.begin(), keys.end(), [&](Key const& key) { return key.name == name; });
    if (is_row) return false;
    return std::any_of(keys.begin(), keys.end(), [&](Key const& key) {
        auto const pattern = parts_of(key.name);
        return pattern.size() > parts.size() && begins(pattern, parts);
    });
}

std::string expected(Key const& key) {
    if (key.type == KeyType::flag) return "true or false";
    if (key.type == KeyType::word) return "one of: " + joined(alternatives(key.values));
    if (is_number(key)) return (is_whole(key) ? "a whole number" : "a number") + range_of_numbers(key.values);
    return "a text";
}

std::string complaint_about(Key const& key, std::string const& text) {
    if (key.type == KeyType::flag) {
        bool value = false;
        return read_flag(text, value) ? "" : "is '" + text + "' (true or false expected)";
    }
    if (key.type == KeyType::word) {
        auto const words = alternatives(key.values);
        if (std::find(words.begin(), words.end(), text) != words.end()) return "";
        return "is '" + text + "' (" + expected(key) + did_you_mean(text, words) + ")";
    }
    if (!is_number(key)) return "";
    double value = 0;
    std::string const why = read_any(key, text, value);
    std::string const range = "is '" + text + "' (" + expected(key) + " expected)";
    if (!why.empty()) return why.find(" expected)") != std::string::npos ? range : why;
    return interval(key.values).holds(value) ? "" : range;
}

std::string name_ending_as(Keys const& keys, std::string const& key) {
    std::string const last = parts_of(key).back();
    std::string found;
    for (auto const& row : keys) {
        if (parts_of(row.name).back() != last || row.name.find('*') != std::string::npos) continue;
        if (!found.empty()) return "";
        found = row.name;
    }
    return found;
}

}  // namespace jetseq::workflow
