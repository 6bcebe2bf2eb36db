#include "report/plot/svg_tags.hpp"

#include <charconv>
#include <utility>

namespace jetseq::pdf {
namespace {

std::string resolved(std::string text) {
    std::pair<char const*, char const*> const entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};  // & last
    for (auto const& [entity, character] : entities) {
        for (auto at = text.find(entity); at != text.npos; at = text.find(entity, at + 1)) {
            text.replace(at, std::string{entity}.size(), character);
        }
    }
    return text;
}

std::map<std::string, std::string> attributes_of(std::string const& inside) {
    std::map<std::string, std::string> attributes;
    for (std::size_t at = 0; (at = inside.find("=\"", at)) != inside.npos;) {
        auto const end = inside.find('"', at + 2);
        auto const start = inside.find_last_of(" \n", at) + 1;
        attributes[inside.substr(start, at - start)] = resolved(inside.substr(at + 2, end - at - 2));
        at = end + 1;
    }
    return attributes;
}

}  // namespace

std::string Tag::get(std::string const& key, std::string const& otherwise) const {
    auto const found = attributes.find(key);
    return found == attributes.end() ? otherwise : found->second;
}

double Tag::number(std::string const& key, double otherwise) const {
    auto const found = get(key);
    double value = otherwise;
    std::from_chars(found.data(), found.data() + found.size(), value);
    return value;
}

std::vector<Tag> tags_of(std::string const& svg) {
    std::vector<Tag> tags;
    for (std::size_t at = svg.find('<'); at != svg.npos;) {
        auto const end = svg.find('>', at), next = svg.find('<', end);
        auto const inside = svg.substr(at + 1, end - at - 1);
        Tag tag{inside.substr(0, inside.find_first_of(" \n")), attributes_of(inside), {}};
        tag.text = resolved(svg.substr(end + 1, (next == svg.npos ? svg.size() : next) - end - 1));
        tags.push_back(std::move(tag));
        at = next;
    }
    return tags;
}

}  // namespace jetseq::pdf
