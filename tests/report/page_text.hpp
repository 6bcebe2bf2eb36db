#pragma once
#include <string>
#include <vector>

namespace jetseq::report {

inline bool holds(std::string const& text, std::string const& part) { return text.find(part) != text.npos; }

/// The first fault of an XML element without declarations and comments; empty if it is well-formed: tags are closed in
/// order, attributes are quoted, & begins a known entity.
inline std::string xml_problem(std::string const& xml) {
    std::vector<std::string> open;
    for (std::size_t i = 0; i < xml.size(); ++i) {
        if (xml[i] == '&') {
            auto const entity = xml.substr(i, xml.find(';', i) - i);
            if (entity != "&amp" && entity != "&lt" && entity != "&gt" && entity != "&quot" && entity != "&#39") {
                return "entity " + entity;
            }
        }
        if (xml[i] == '>') return "a lone > at " + std::to_string(i);
        if (xml[i] != '<') continue;
        auto const end = xml.find('>', i);
        if (end == xml.npos) return "a tag that does not end";
        auto const tag = xml.substr(i + 1, end - i - 1);
        auto const name = tag.substr(0, tag.find_first_of(" /\n", 1));
        if (tag.find('<') != tag.npos) return "a tag inside a tag: " + tag;
        int quotes = 0;
        for (char c : tag) quotes += c == '"';
        if (quotes % 2) return "quotes in " + tag;
        if (tag[0] == '/') {
            if (open.empty() || "/" + open.back() != tag) return "closing tag " + tag;
            open.pop_back();
        } else if (tag.back() != '/') {
            open.push_back(name);
        }
        i = end;
    }
    return open.empty() ? "" : "open tag " + open.back();
}

}  // namespace jetseq::report
