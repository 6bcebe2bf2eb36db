#pragma once
#include <map>
#include <string>
#include <vector>

namespace jetseq::pdf {

/// A tag of an SVG text with its attributes, and the text that stands behind it.
struct Tag {
    std::string name;  ///< "rect", "/g"
    std::map<std::string, std::string> attributes;
    std::string text;  ///< entities resolved

    std::string get(std::string const& key, std::string const& otherwise = {}) const;
    double number(std::string const& key, double otherwise = 0) const;
};

/// The tags of well-formed XML without comments, in order.
std::vector<Tag> tags_of(std::string const& svg);

}  // namespace jetseq::pdf
