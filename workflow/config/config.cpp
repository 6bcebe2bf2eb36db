#include "workflow/config/config.hpp"

#include <algorithm>
#include <stdexcept>
#include <type_traits>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/read_file.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "core/text/read_number.hpp"
#include "workflow/config/configuration_kind.hpp"
#include "workflow/config/strict_yaml.hpp"

namespace jetseq::workflow {
namespace {

/// `value` as YAML; numbers with the fewest digits that reproduce them.
template <class T>
YAML::Node as_node(T const& value) {
    if constexpr (std::is_floating_point_v<T>) {
        return YAML::Node{fewest_digits(value)};
    } else {
        return YAML::Node{value};
    }
}

void set_in(YAML::Node root, std::string const& key, YAML::Node const& value) {
    auto const parts = parts_of(key);
    for (std::size_t n = 0; n + 1 < parts.size(); ++n) root.reset(root[parts[n]]);
    root[parts.back()] = value;
}

/// "train.seed" as a file has it: "train: {seed: ...}".
std::string nested(std::string const& key) {
    auto const dot = key.find('.');
    return dot == std::string::npos ? key + ": ..." : key.substr(0, dot) + ": {" + nested(key.substr(dot + 1)) + "}";
}

bool is_list(KeyType type) { return type == KeyType::texts || type == KeyType::wholes || type == KeyType::numbers; }
bool is_map(KeyType type) { return type == KeyType::named_texts || type == KeyType::named_numbers; }

/// The key of the section or map that holds `key`; "" at the top.
std::string above(std::string const& key) {
    auto const dot = key.rfind('.');
    return dot == std::string::npos ? "" : key.substr(0, dot);
}

/// Whether `value` is the default. Numbers are compared by value: 30.0 is the default 30.
bool is_default(Key const& row, YAML::Node const& value) {
    if (!value.IsScalar()) return value.size() == 0;
    double given = 0, otherwise = 0;
    bool const are_numbers =
        read_number(value.Scalar(), given).empty() && read_number(row.otherwise, otherwise).empty();
    if (are_numbers) return given == otherwise;
    return value.Scalar() == row.otherwise || (value.Scalar().empty() && row.otherwise == "\"\"");
}

std::string where_it_counts(std::string const& when) {
    if (when.front() == '(') return "it is only used " + when.substr(1, when.size() - 2);
    return when.rfind("no ", 0) == 0 ? "it is only used without " + when.substr(3) : "it is only used with " + when;
}

/// `pattern`, such as "process.*.files", with the name that `key` has in place of the '*'.
std::string with_names_of(std::string const& key, std::string const& pattern) {
    auto const names = parts_of(key);
    auto parts = parts_of(pattern);
    for (std::size_t n = 0; n < parts.size(); ++n) {
        if (parts[n] == "*" && n < names.size()) parts[n] = names[n];
    }
    std::string name;
    for (auto const& part : parts) name += (name.empty() ? "" : ".") + part;
    return name;
}

}  // namespace

std::string described(YAML::Node const& node) {
    if (node.IsScalar()) return "'" + node.Scalar() + "'";
    return node.IsMap() ? "a map" : "a list";
}

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

Config::Config(std::string const& path, std::vector<std::string> const& overrides, Keys keys, bool takes_overrides)
    : keys_{std::move(keys)}, takes_overrides_{takes_overrides}, path_{path} {
    if (auto const other = not_what_is_wanted(path, "a configuration (YAML)"); !other.empty()) throw Error{other};
    std::string const text = read_file(path);
    lines_ = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
    root_ = strict_yaml(text, [this](int line) { return source(line); });
    if (root_.IsNull())
        throw Error{path + ": is empty (keys and values expected). Write {} to leave all at the defaults"};
    if (!root_.IsMap()) throw Error{path + ": not a configuration (keys and values expected). See configs/"};
    for (auto const& override : overrides) note_overridden(override);
    check(root_, "");
    for (auto const& override : overrides) override_by(override);
}

/// Notes the keys that an override replaces: of a section, those in it.
void Config::note_overridden(std::string const& text) {
    std::string const key = override_key(text);
    overridden_.insert(key);
    if (!is_section(keys_, key)) return;
    try {
        std::vector<std::pair<std::string, YAML::Node>> sections{{key, YAML::Load(text.substr(key.size() + 1))}};
        while (!sections.empty()) {
            auto const [name, section] = sections.back();
            sections.pop_back();
            overridden_.insert(name);
            if (!section.IsMap()) continue;
            for (auto const& entry : section) {
                sections.emplace_back(name + '.' + entry.first.Scalar(), entry.second);
            }
        }
    } catch (YAML::Exception const&) {  // override_by() says what is wrong
    }
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

std::vector<std::string> Config::names_in(std::string const& section) const {
    std::vector<std::string> names;
    if (YAML::Node const node = find(section); node.IsDefined() && node.IsMap()) {
        for (auto const& entry : node) names.push_back(entry.first.Scalar());
    }
    return names;
}

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
    if (!row) throw std::logic_error{"no key " + key + " in the table (workflow/config/key_tables.cpp)"};
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

void Config::refuse(YAML::Node const& node, std::string const& key, std::string const& why) const {
    if (!is_override(node)) refuse_other_command(node, "key '" + key + "' " + why);
    bool const has_advice = why.back() != ')' && !Error{why}.remedy().empty();
    throw Error{where(node) + ": key '" + key + "' " + why + (has_advice ? "" : ". " + advice(node, key))};
}

std::string Config::advice(YAML::Node const& node, std::string const& key) const {
    if (is_override(node)) return "Correct it";
    if (!can_be_overridden(key)) return node.IsDefined() ? "Mend it there" : "Add it there";
    return (node.IsDefined() ? "Mend it there, or override it by " : "Add it there, or override it by ") + key + "=...";
}

bool Config::can_be_overridden(std::string const& key) const {
    if (!takes_overrides_) return false;
    if (find_key(keys_, key)) return true;
    Key const* const map = find_key(keys_, above(key));
    return map && is_map(map->type);
}

/// Throws Error if the whole file looks like the configuration of another command.
void Config::refuse_other_command(YAML::Node const& node, std::string const& fault) const {
    auto const command = command_of(root_, keys_);
    if (command.empty()) return;
    std::string const kind = command == "convert" ? "a map" : "a configuration";
    bool const has_why = fault.back() == ')';
    throw Error{where(node) + ": " + fault.substr(0, fault.size() - (has_why ? 1 : 0)) +
                (has_why ? "; this looks like " : " (this looks like ") + kind + " of `jetseq " + command +
                "`). Give a configuration of this command: docs/reference/configuration.md has the keys of each"};
}

void Config::refuse_unknown(YAML::Node const& node, std::string const& key) const {
    if (!is_override(node)) refuse_other_command(node, "unknown key '" + key + "'");
    std::vector<std::string> names;
    for (auto const& row : keys_) {
        names.push_back(with_names_of(key, row.name));
        for (auto section = above(names.back()); !section.empty(); section = above(section)) names.push_back(section);
    }
    bool const names_an_input = key.rfind("inputs.", 0) == 0 && std::count(key.begin(), key.end(), '.') > 1 &&
                                key.rfind("inputs.event.", 0) != 0 && node.IsScalar() &&
                                node.Scalar().find('.') != std::string::npos && !is_override(node);
    if (names_an_input) {
        fail_at(node, "'" + node.Scalar() + "' of inputs has a dot (its keys are nested: no name of an input has one)",
                "Rename the dataset, or link it under another name");
    }
    auto const deeper = name_ending_as(keys_, key);
    throw Error{where(node) + ": unknown key '" + key + "' (nothing reads it" +
                (deeper.empty() ? did_you_mean(key, names) : "; did you mean '" + deeper + "'?") +
                "). Remove or rename it"};
}

void Config::check(YAML::Node const& section, std::string const& prefix) const {
    for (auto const& entry : section) {
        std::string const name = entry.first.Scalar(), key = prefix + name;
        Key const* const row = find_key(keys_, key);
        if (!row && !is_section(keys_, key)) refuse_unknown(entry.first, key);
        if (name.find('.') != std::string::npos) {
            fail_at(entry.first, "key '" + name + "' has a dot (keys are nested here)", "Write " + nested(key));
        }
        row ? check_value(*row, key, entry.second) : check_section(key, entry.second);
    }
}

void Config::check_section(std::string const& key, YAML::Node const& section) const {
    if (!section.IsMap()) refuse(section, key, "is " + described(section) + " (keys in it expected)");
    check(section, key + '.');
}

/// Checks an override, which may also name an entry of a map whose keys the user chooses: definitions.vbf, fixed.mu.
void Config::check_override(std::string const& key, YAML::Node const& value) const {
    if (Key const* const row = find_key(keys_, key)) return check_value(*row, key, value);
    if (is_section(keys_, key)) return check_section(key, value);
    for (std::string map = above(key); !map.empty(); map = above(map)) {
        Key const* const row = find_key(keys_, map);
        if (!row) continue;
        if (row->type == KeyType::tree) return require_map(key, map, value);
        if (!is_map(row->type) || map != above(key)) break;
        return check_scalar(*row, key, value);
    }
    refuse_unknown(value, key);
}

/// Throws Error if `map`, or another node on the way to `key`, exists and is no map.
void Config::require_map(std::string const& key, std::string const& map, YAML::Node const& value) const {
    for (std::string name = above(key); name.size() >= map.size(); name = above(name)) {
        YAML::Node const found = find(name);
        if (found.IsDefined() && !found.IsMap()) {
            refuse(value, key, "lies in '" + name + "', which is " + described(found) + " (a map expected)");
        }
    }
}

/// Whether an override takes the place of this value of the file, which may then be wrong.
bool Config::is_replaced(std::string const& key, YAML::Node const& value) const {
    return !is_override(value) && overridden_.count(key) > 0;
}

void Config::check_scalar(Key const& row, std::string const& key, YAML::Node const& value) const {
    if (is_replaced(key, value)) return;
    if (!value.IsScalar()) refuse(value, key, "has " + described(value) + " (" + expected(row) + " expected)");
    if (std::string const why = complaint_about(row, value.Scalar()); !why.empty()) refuse(value, key, why);
}

void Config::check_value(Key const& row, std::string const& key, YAML::Node const& value) const {
    if (row.type == KeyType::tree || is_replaced(key, value)) return;
    if (row.type == KeyType::grid) return check_grid(key, value);
    if (is_list(row.type) && value.IsSequence()) {
        for (auto const& entry : value) check_scalar(row, key, entry);
    } else if (is_map(row.type)) {
        if (!value.IsMap()) refuse(value, key, "is " + described(value) + " (a map expected)");
        for (auto const& entry : value) check_scalar(row, key + '.' + entry.first.Scalar(), entry.second);
    } else {
        check_scalar(row, key, value);
    }
}

void Config::check_grid(std::string const& key, YAML::Node const& grid) const {
    std::string const expected = " (a map of lists, such as {network.cells: [16, 25]}, expected)";
    if (!grid.IsMap()) refuse(grid, key, "is " + described(grid) + expected);
    for (auto const& entry : grid) {
        std::string const name = entry.first.Scalar();
        Key const* const row = find_key(keys_, name);
        if (!row || row->type == KeyType::grid) refuse_unknown(entry.first, name);
        if (!entry.second.IsSequence()) refuse(entry.second, key, "is not a map of lists" + expected);
        for (auto const& value : entry.second) check_scalar(*row, name, value);
    }
}

void Config::refuse_unread(YAML::Node const& section, std::string const& prefix) const {
    for (auto const& entry : section) {
        std::string const key = prefix + entry.first.Scalar();
        Key const* const row = find_key(keys_, key);
        if (!row) {
            refuse_unread(entry.second, key + '.');
        } else if (std::find(read_.begin(), read_.end(), key) == read_.end()) {
            bool const is_text = !row->when.empty() && row->when.front() == '(';
            std::string const why = is_text || !counts(*row, key) ? where_it_counts(row->when) : "nothing reads it";
            fail_at(entry.first, "key '" + key + "' has no effect here (" + why + ")", "Take it out");
        }
    }
}

void Config::refuse_unread_keys() const { refuse_unread(root_, ""); }

/// True if the other key that `row` names has one of the values that `row` names.
bool Config::counts(Key const& row, std::string const& key) const {
    if (row.when.empty() || row.when.front() == '(') return true;
    bool const inverse = row.when.rfind("no ", 0) == 0;
    auto const colon = row.when.find(": ");
    std::string other = row.when.substr(inverse ? 3 : 0, colon == std::string::npos ? colon : colon);
    if (other.find('*') != std::string::npos) other = above(key) + other.substr(other.rfind('.'));
    YAML::Node const node = find_in(effective_, other);
    std::string const otherwise = find_key(keys_, other)->otherwise;
    std::string const text = node.IsDefined() ? node.Scalar() : otherwise == "\"\"" ? "" : otherwise;
    if (colon == std::string::npos) return text.empty() == inverse;
    auto const words = alternatives(row.when.substr(colon + 2));
    return std::find(words.begin(), words.end(), text) != words.end();
}

std::vector<std::string> Config::changed(std::string const& section) const {
    std::vector<std::string> changes;
    for (auto const& row : keys_) {
        if (row.name != section && row.name.rfind(section + '.', 0) != 0) continue;
        YAML::Node const node = find(row.name);
        if (!node.IsDefined() || is_default(row, node)) continue;
        changes.push_back(where(node) + ": key '" + row.name + "'");
    }
    return changes;
}

void Config::note_without_effect(std::string const& key, std::string const& why) {
    Key const* const row = find_key(keys_, key);
    YAML::Node const node = find(key);
    if (!row || !node.IsDefined() || is_default(*row, node)) return;
    notes_.push_back(where(node) + ": key '" + key + "' has no effect here (" + why + ")");
}

void Config::note_on(std::string const& key, std::string const& what) {
    std::string const line = where(find(key)) + ": key '" + key + "' " + what;
    if (std::find(notes_.begin(), notes_.end(), line) == notes_.end()) notes_.push_back(line);
}

std::vector<std::string> Config::notes() const {
    auto notes = notes_;
    for (auto const& key : read_) {
        Key const* const row = find_key(keys_, key);
        YAML::Node const node = find(key);
        if (!row || !node.IsDefined() || is_default(*row, node) || counts(*row, key)) continue;
        notes.push_back(where(node) + ": key '" + key + "' has no effect here (" + where_it_counts(row->when) + ")");
    }
    return notes;
}

}  // namespace jetseq::workflow
