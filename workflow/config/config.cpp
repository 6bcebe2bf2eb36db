#include "workflow/config/config.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <type_traits>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/read_file.hpp"
#include "core/text/near_match.hpp"
#include "core/text/read_number.hpp"
#include "workflow/config/strict_yaml.hpp"

namespace jetseq {
namespace {

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

void set_in(YAML::Node root, std::string const& key, YAML::Node const& value) {
    auto const parts = parts_of(key);
    for (std::size_t n = 0; n + 1 < parts.size(); ++n) root.reset(root[parts[n]]);
    root[parts.back()] = value;
}

}  // namespace

std::string override_key(std::string const& text) {
    auto const sign = text.find('=');
    if (sign != std::string::npos && sign > 0) return text.substr(0, sign);
    throw Error{"override " + text + " has no '=' (KEY=VALUE expected, as one word). Write the override as " +
                (text.find('.') != std::string::npos ? text + "=VALUE" : "train.batch_size=256")};
}

YAML::Node find_in(YAML::Node node, std::string const& key) {
    for (auto const& part : parts_of(key)) {
        if (!node.IsMap()) return YAML::Node{YAML::NodeType::Undefined};
        YAML::Node const& level = node;
        YAML::Node const next = level[part];
        if (!next.IsDefined()) return YAML::Node{YAML::NodeType::Undefined};
        node.reset(next);
    }
    return node;
}

Config::Config(std::string const& path, std::vector<std::string> const& overrides, Keys keys)
    : keys_{std::move(keys)}, path_{path} {
    if (auto const other = not_what_is_wanted(path, "a configuration (YAML)"); !other.empty()) throw Error{other};
    std::string const text = read_file(path);
    lines_ = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
    root_ = strict_yaml(text, [this](int line) { return source(line); });
    if (root_.IsNull())
        throw Error{path + ": is empty (keys and values expected). Write {} to leave all at the defaults"};
    if (!root_.IsMap()) throw Error{path + ": not a configuration (keys and values expected). See configs/"};
    check(root_, "");
    for (auto const& override : overrides) override_by(override);
}

/// The value is read with so many empty lines before it that its lines follow those of the file.
void Config::override_by(std::string const& text) {
    std::string const key = override_key(text), value = text.substr(key.size() + 1);
    std::string const before(static_cast<std::size_t>(lines_) + sources_.size(), '\n');
    sources_.insert(sources_.end(), static_cast<std::size_t>(std::count(value.begin(), value.end(), '\n')) + 1,
                    "override " + text);
    auto const node = strict_yaml(
        before + value, [this](int line) { return source(line); }, key);
    if (node.IsNull()) {
        throw Error{"override " + text + ": key '" + key +
                    "' has no value (an unset variable?). Give it one, or take it out"};
    }
    check_override(key, node);
    set(key, node);
}

/// A section given as a map changes the keys that the map has, and leaves the others.
void Config::set(std::string const& key, YAML::Node const& value) {
    if (!is_section(keys_, key)) return set_in(root_, key, value);
    for (auto const& entry : value) set(key + '.' + entry.first.Scalar(), entry.second);
}

std::string Config::source(int line) const {
    if (line < lines_) return path_ + ":" + std::to_string(line + 1);
    auto const n = static_cast<std::size_t>(line - lines_);
    return n < sources_.size() ? sources_[n] : path_;
}

YAML::Node Config::find(std::string const& key) const { return find_in(root_, key); }

std::string Config::where(YAML::Node const& node) const {
    return node.Mark().is_null() || node.Mark().line < 0 ? path_ : source(node.Mark().line);
}

void Config::fail(std::string const& key, std::string const& why) const { refuse(find(key), key, why); }

void Config::fail_at(YAML::Node const& node, std::string const& what, std::string const& advice) const {
    throw Error{where(node) + ": " + what + (advice.empty() ? "" : ". " + advice)};
}

YAML::Node Config::node(std::string const& key) {
    YAML::Node const found = find(key);
    read_.push_back(key);
    if (found.IsDefined()) record(key, found);
    return found;
}

void Config::record(std::string const& key, YAML::Node const& value) {
    read_.push_back(key);
    set_in(effective_, key, value);
}

/// The table's default is the program's; a difference is a mistake of the programmer's.
void Config::require_default(std::string const& key, std::string const& otherwise) const {
    Key const* const row = find_key(keys_, key);
    if (!row) throw std::logic_error{"no key " + key + " in the table (apps/key_tables.cpp)"};
    if (row->otherwise == otherwise || row->otherwise == "required" || row->otherwise.front() == '(') return;
    throw std::logic_error{"the default of " + key + " is " + otherwise + ", in the table " + row->otherwise};
}

template <class T>
T Config::read_as_number(std::string const& key, T otherwise) {
    require_default(key, as_node(otherwise).Scalar());
    T value = otherwise;
    if (YAML::Node const node = find(key); node.IsDefined()) {
        if (std::string const why = read_number(node.Scalar(), value); !why.empty()) fail(key, why);
    }
    record(key, as_node(value));
    return value;
}

int Config::get(std::string const& key, int otherwise) { return read_as_number(key, otherwise); }
long Config::get(std::string const& key, long otherwise) { return read_as_number(key, otherwise); }
unsigned long Config::get(std::string const& key, unsigned long otherwise) { return read_as_number(key, otherwise); }
double Config::get(std::string const& key, double otherwise) { return read_as_number(key, otherwise); }
float Config::get(std::string const& key, float otherwise) { return read_as_number(key, otherwise); }

bool Config::get(std::string const& key, bool otherwise) {
    require_default(key, otherwise ? "true" : "false");
    YAML::Node const node = find(key);
    bool value = otherwise;
    if (node.IsDefined()) read_flag(node.Scalar(), value);
    record(key, as_node(value));
    return value;
}

std::string Config::get(std::string const& key, std::string const& otherwise) {
    require_default(key, otherwise.empty() ? "\"\"" : otherwise);
    YAML::Node const node = find(key);
    std::string const value = node.IsDefined() ? node.Scalar() : otherwise;
    record(key, as_node(value));
    return value;
}

std::vector<std::string> Config::get(std::string const& key, std::vector<std::string> const& otherwise) {
    require_default(key, '[' + joined(otherwise) + ']');
    YAML::Node const node = find(key);
    if (!node.IsDefined()) return record(key, as_node(otherwise)), otherwise;
    if (node.IsScalar()) return record(key, node), std::vector<std::string>{node.Scalar()};  // a list of one
    auto const values = node.as<std::vector<std::string>>();
    record(key, as_node(values));
    return values;
}

std::vector<double> Config::numbers(std::string const& key) {
    std::vector<double> values;
    for (auto const& text : get(key, std::vector<std::string>{})) read_number(text, values.emplace_back());
    return values;
}

std::map<std::string, std::string> Config::get(std::string const& key,
                                               std::map<std::string, std::string> const& otherwise) {
    require_default(key, "{}");
    YAML::Node const node = find(key);
    auto const values = node.IsDefined() ? node.as<std::map<std::string, std::string>>() : otherwise;
    record(key, as_node(values));
    return values;
}

std::map<std::string, double> Config::named_numbers(std::string const& key) {
    std::map<std::string, double> values;
    for (auto const& [name, text] : get(key, std::map<std::string, std::string>{})) read_number(text, values[name]);
    return values;
}

std::map<std::string, std::vector<std::string>> Config::lists(std::string const& key) {
    require_default(key, "{}");
    read_.push_back(key);
    YAML::Node const node = find(key);
    if (!node.IsDefined()) return {};
    return node.as<std::map<std::string, std::vector<std::string>>>();
}

std::size_t Config::one_of(std::string const& key, std::vector<std::string> const& words, std::size_t otherwise) {
    Key const* const row = find_key(keys_, key);
    if (!row || alternatives(row->values) != words) throw std::logic_error{"the table has other words for " + key};
    std::string const word = get(key, words[otherwise]);
    return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

std::string Config::effective() const {
    YAML::Emitter text;
    text << effective_;
    return std::string{text.c_str()} + "\n";
}

void refuse_repeated(std::vector<std::string> const& overrides) {
    for (auto const& override : overrides) static_cast<void>(override_key(override));
    for (std::size_t n = 0; n < overrides.size(); ++n) {
        std::string const key = override_key(overrides[n]);
        for (std::size_t m = 0; m < overrides.size(); ++m) {
            std::string const other = override_key(overrides[m]);
            if (m == n || (other + '.').rfind(key + '.', 0) != 0) continue;
            throw Error{"override " + overrides[n] + " and " + overrides[m] + " (one of them would be lost). Keep one"};
        }
    }
}

}  // namespace jetseq
