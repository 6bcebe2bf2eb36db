#pragma once
#include <cstdio>
#include <string>

#include "core/json/json.hpp"

/// Numbers and tables in Markdown.
namespace jetseq::bench {

template <class... Values>
std::string text(char const* format, Values... values) {
    char buffer[512];
    std::snprintf(buffer, sizeof buffer, format, values...);
    return buffer;
}

inline std::string number(Json const& call, char const* key, char const* format) {
    if (!call.contains(key) || !call[key].is_number()) return "";  // NaN is null
    return text(format, call[key].get<double>());
}

}  // namespace jetseq::bench
