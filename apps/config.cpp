#include "jetseq/apps/config.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "jetseq/event/error.hpp"
#include "jetseq/event/file_kind.hpp"
#include "jetseq/event/near_match.hpp"
#include "jetseq/event/output_file.hpp"

namespace jetseq {
namespace {

std::vector<std::string> parts_of(std::string const& key) {
    std::vector<std::string> parts{""};
    for (char const c : key) {
        if (c == '.')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

std::string line_of(YAML::Exception const& error) {
    return error.mark.is_null() ? "" : ":" + std::to_string(error.mark.line + 1);
}

/// As YAML; numbers with the fewest digits that give them back.
template <class T>
YAML::Node as_node(T const& value) {
    if constexpr (std::is_floating_point_v<T>) {
        char text[32];
        return YAML::Node{std::string(text, std::to_chars(text, text + sizeof text, value).ptr)};
    } else {
        return YAML::Node{value};
    }
}

void set(YAML::Node root, std::string const& key, YAML::Node const& value) {
    auto const parts = parts_of(key);
    for (std::size_t n = 0; n + 1 < parts.size(); ++n) root.reset(root[parts[n]]);
    root[parts.back()] = value;
}

}  // namespace

Config::Config(std::string const& path, std::vector<std::string> const& overrides) : path_{path} {
    if (auto const other = not_what_is_wanted(path, "a configuration (YAML)"); !other.empty()) throw Error{other};
    try {
        root_ = YAML::Load(read_file(path));
    } catch (YAML::Exception const& error) {
        throw Error{path + line_of(error) + ": not YAML (" + error.msg + "). Mend the line"};
    }
    if (root_.IsNull()) root_ = YAML::Node{YAML::NodeType::Map};
    if (!root_.IsMap()) throw Error{path + ": not a configuration (keys and values expected). See configs/"};
    for (auto const& text : overrides) {
        auto const sign = text.find('=');
        if (sign == std::string::npos || sign == 0) {
            throw Error{"--set " + text +
                        " has no '=' (key=value expected). Write for example --set train.batch_size=256"};
        }
        try {
            set(root_, text.substr(0, sign), YAML::Load(text.substr(sign + 1)));
        } catch (YAML::Exception const& error) {
            throw Error{"--set " + text + " can't be used (" + error.msg + "). Check key and value"};
        }
    }
}

YAML::Node Config::find(std::string const& key) const {
    YAML::Node node = root_;
    for (auto const& part : parts_of(key)) {
        if (!node.IsMap()) return YAML::Node{YAML::NodeType::Undefined};
        YAML::Node const& level = node;
        YAML::Node const next = level[part];
        if (!next.IsDefined()) return YAML::Node{YAML::NodeType::Undefined};
        node.reset(next);
    }
    return node;
}

std::string Config::where(YAML::Node const& node) const {
    return node.Mark().is_null() || node.Mark().line < 0 ? path_ : path_ + ":" + std::to_string(node.Mark().line + 1);
}

void Config::fail(std::string const& key, std::string const& why) const {
    throw Error{where(find(key)) + ": key '" + key + "' " + why + ". Mend it there, or with --set " + key + "=..."};
}

void Config::fail_at(YAML::Node const& node, std::string const& what, std::string const& advice) const {
    throw Error{where(node) + ": " + what + (advice.empty() ? "" : ". " + advice)};
}

YAML::Node Config::node(std::string const& key) {
    YAML::Node const found = find(key);
    if (found.IsDefined())
        record(key, found);
    else
        known_.push_back(key);
    return found;
}

void Config::record(std::string const& key, YAML::Node const& value) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
    set(effective_, key, value);
}

template <class T>
T Config::read(std::string const& key, T const& otherwise, char const* kind) {
    YAML::Node const node = find(key);
    T value = otherwise;
    if (node.IsDefined() && !node.IsNull()) {
        try {
            value = node.as<T>();
        } catch (YAML::Exception const&) {
            fail(key, "is " + (node.IsScalar() ? "'" + node.Scalar() + "'" : std::string{"a list or a map"}) + " (" +
                          kind + " expected)");
        }
    }
    record(key, as_node(value));
    return value;
}

bool Config::get(std::string const& key, bool otherwise) { return read(key, otherwise, "true or false"); }
int Config::get(std::string const& key, int otherwise) { return read(key, otherwise, "a whole number"); }
long Config::get(std::string const& key, long otherwise) { return read(key, otherwise, "a whole number"); }
unsigned long Config::get(std::string const& key, unsigned long otherwise) {
    if (YAML::Node const node = find(key); node.IsDefined() && node.IsScalar() && node.Scalar()[0] == '-') {
        fail(key, "is '" + node.Scalar() + "' (a whole number >= 0 expected)");
    }
    return read(key, otherwise, "a whole number >= 0");
}
double Config::get(std::string const& key, double otherwise) {
    double const value = read(key, otherwise, "a number");
    if (!std::isfinite(value)) fail(key, "is not finite (a number expected)");
    return value;
}
float Config::get(std::string const& key, float otherwise) {
    float const value = read(key, otherwise, "a number");
    if (!std::isfinite(value)) fail(key, "is not finite (a number expected)");
    return value;
}
std::string Config::get(std::string const& key, std::string const& otherwise) { return read(key, otherwise, "a text"); }

std::vector<std::string> Config::get(std::string const& key, std::vector<std::string> const& otherwise) {
    YAML::Node const node = find(key);
    if (!node.IsDefined() || !node.IsScalar()) return read(key, otherwise, "a list");
    record(key, node);
    return {node.Scalar()};  // one value stands for a list of one
}

std::map<std::string, std::string> Config::get(std::string const& key,
                                               std::map<std::string, std::string> const& otherwise) {
    return read(key, otherwise, "a map");
}

std::map<std::string, std::vector<std::string>> Config::lists(std::string const& key) {
    known_.push_back(key);
    YAML::Node const node = find(key);
    if (!node.IsDefined() || node.IsNull()) return {};
    try {
        return node.as<std::map<std::string, std::vector<std::string>>>();
    } catch (YAML::Exception const&) {
        fail(key, "is no map of lists (such as {network.cells: [16, 25]} expected)");
    }
}

std::size_t Config::one_of(std::string const& key, std::vector<std::string> const& words, std::size_t otherwise) {
    std::string const word = get(key, words[otherwise]);
    auto const found = std::find(words.begin(), words.end(), word);
    if (found == words.end())
        fail(key, "is '" + word + "' (one of: " + joined(words) + did_you_mean(word, words) + ")");
    return static_cast<std::size_t>(found - words.begin());
}

void Config::refuse_unknown(YAML::Node const& node, std::string const& prefix) const {
    for (auto const& entry : node) {
        std::string const key = prefix + entry.first.Scalar();
        if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
        auto const inside = [&](std::string const& known) { return known.rfind(key + ".", 0) == 0; };
        if (entry.second.IsMap() && std::any_of(known_.begin(), known_.end(), inside)) {
            refuse_unknown(entry.second, key + ".");
            continue;
        }
        throw Error{where(entry.first) + ": unknown key '" + key + "' (nothing reads it" + did_you_mean(key, known_) +
                    "). Remove or rename it"};
    }
}

void Config::refuse_unknown_keys() const { refuse_unknown(root_, ""); }

std::string Config::effective() const {
    YAML::Emitter text;
    text << effective_;
    return std::string{text.c_str()} + "\n";
}

}  // namespace jetseq
