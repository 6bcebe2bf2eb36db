#include <algorithm>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/read_number.hpp"
#include "workflow/config/config.hpp"

namespace jetseq {
namespace {

/// "train.seed" as a file has it: "train: {seed: ...}".
std::string nested(std::string const& key) {
    auto const dot = key.find('.');
    return dot == std::string::npos ? key + ": ..." : key.substr(0, dot) + ": {" + nested(key.substr(dot + 1)) + "}";
}

std::string text_of(YAML::Node const& node) {
    if (node.IsScalar()) return "'" + node.Scalar() + "'";
    return node.IsMap() ? "a map" : "a list";
}

bool is_list(KeyType type) { return type == KeyType::texts || type == KeyType::wholes || type == KeyType::numbers; }
bool is_map(KeyType type) { return type == KeyType::named_texts || type == KeyType::named_numbers; }

/// The key of the section or map that `key` lies in; "" at the top.
std::string above(std::string const& key) {
    auto const dot = key.rfind('.');
    return dot == std::string::npos ? "" : key.substr(0, dot);
}

/// Numbers are compared as such: 30.0 is the default 30.
bool is_default(Key const& row, YAML::Node const& value) {
    if (!value.IsScalar()) return value.size() == 0;
    double given = 0, otherwise = 0;
    bool const are_numbers =
        read_number(value.Scalar(), given).empty() && read_number(row.otherwise, otherwise).empty();
    if (are_numbers) return given == otherwise;
    return value.Scalar() == row.otherwise || (value.Scalar().empty() && row.otherwise == "\"\"");
}

std::string where_it_counts(std::string const& when) {
    if (when.front() == '(') return "it counts " + when.substr(1, when.size() - 2);
    return when.rfind("no ", 0) == 0 ? "it counts without " + when.substr(3) : "it counts with " + when;
}

/// True if `keys` have all that `section` has.
bool know_all(Keys const& keys, YAML::Node const& section, std::string const& prefix) {
    for (auto const& entry : section) {
        std::string const key = prefix + entry.first.Scalar();
        if (find_key(keys, key)) continue;
        if (!is_section(keys, key) || !entry.second.IsMap() || !know_all(keys, entry.second, key + '.')) return false;
    }
    return true;
}

/// The only row with the last name of `key`, such as network.cells for cells; "" if there is none, or several.
std::string of_this_last_name(Keys const& keys, std::string const& key) {
    std::string const last = parts_of(key).back();
    std::string found;
    for (auto const& row : keys) {
        if (parts_of(row.name).back() != last || row.name.find('*') != std::string::npos) continue;
        if (!found.empty()) return "";
        found = row.name;
    }
    return found;
}

/// Whether `root` is a map of branches, for `jetseq convert`, which reads it in Python.
bool is_map_of_branches(YAML::Node const& root) {
    std::set<std::string> const known{"tree",   "unit", "wrap_phi",   "duplicates",
                                      "events", "jets", "large_jets", "leptons"};
    auto const is_known = [&](auto const& entry) { return known.count(entry.first.Scalar()) > 0; };
    bool const has_all = root["tree"].IsDefined() && root["events"].IsDefined() && root["jets"].IsDefined();
    return has_all && std::all_of(root.begin(), root.end(), is_known);
}

/// The command, not that of `own`, whose configuration `root` may be; "" if there is none. A single key doesn't say,
/// nor do keys that `own` has too in one of its sections.
std::string command_of(YAML::Node const& root, Keys const& own) {
    std::pair<char const*, Keys> const commands[] = {{"train", training_keys()},
                                                     {"select", selection_keys()},
                                                     {"tagger", tagger_keys()},
                                                     {"fit", fit_keys()},
                                                     {"simulate", simulation_keys()}};
    auto const tells = [&own](auto const& entry) {
        std::string const key = entry.first.Scalar();
        return !find_key(own, key) && !is_section(own, key) && of_this_last_name(own, key).empty();
    };
    if (!root.IsMap() || root.size() < 2 || std::none_of(root.begin(), root.end(), tells)) return "";
    for (auto const& [command, keys] : commands) {
        bool const is_own = keys.size() == own.size() && keys.front().name == own.front().name;
        if (!is_own && know_all(keys, root, "")) return command;
    }
    return is_map_of_branches(root) ? "convert" : "";
}

/// "process.*.files" with the name that `key` has in place of the '*'.
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

namespace {

/// The document in `text`; undefined if it is none with keys.
YAML::Node map_in(std::string const& text) try {
    auto const root = YAML::Load(text);
    return root.IsMap() && root.size() > 0 ? root : YAML::Node{YAML::NodeType::Undefined};
} catch (YAML::Exception const&) {
    return YAML::Node{YAML::NodeType::Undefined};
}

}  // namespace

bool is_configuration_of_training(std::string const& text) {
    auto const root = map_in(text);
    if (!root.IsDefined() || !know_all(training_keys(), root, "")) return false;
    return root["network"].IsDefined() || root["train"].IsDefined() || root["scan"].IsDefined();
}

bool is_configuration_of_fit(std::string const& text) {
    auto const root = map_in(text);
    return root.IsDefined() && know_all(fit_keys(), root, "") && !know_all(training_keys(), root, "");
}

void Config::refuse(YAML::Node const& node, std::string const& key, std::string const& why) const {
    if (!is_override(node)) refuse_other_command(node, "key '" + key + "' " + why);
    throw Error{where(node) + ": key '" + key + "' " + why +
                (!is_override(node) ? ". Mend it there, or override it by " + key + "=..." : ". Correct it")};
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
    auto const deeper = of_this_last_name(keys_, key);
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
    if (!section.IsMap()) refuse(section, key, "is " + text_of(section) + " (keys in it expected)");
    check(section, key + '.');
}

/// An override may also name an entry of a map whose keys the user chooses: definitions.vbf, fixed.mu.
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

/// `map` and all maps on the way to `key` are maps, as far as they are there.
void Config::require_map(std::string const& key, std::string const& map, YAML::Node const& value) const {
    for (std::string name = above(key); name.size() >= map.size(); name = above(name)) {
        YAML::Node const found = find(name);
        if (found.IsDefined() && !found.IsMap()) {
            refuse(value, key, "lies in '" + name + "', which is " + text_of(found) + " (a map expected)");
        }
    }
}

void Config::check_scalar(Key const& row, std::string const& key, YAML::Node const& value) const {
    if (!value.IsScalar()) refuse(value, key, "has " + text_of(value) + " (" + expected(row) + " expected)");
    if (std::string const why = complaint_about(row, value.Scalar()); !why.empty()) refuse(value, key, why);
}

void Config::check_value(Key const& row, std::string const& key, YAML::Node const& value) const {
    if (row.type == KeyType::tree) return;
    if (row.type == KeyType::grid) return check_grid(key, value);
    if (is_list(row.type) && value.IsSequence()) {
        for (auto const& entry : value) check_scalar(row, key, entry);
    } else if (is_map(row.type)) {
        if (!value.IsMap()) refuse(value, key, "is " + text_of(value) + " (a map expected)");
        for (auto const& entry : value) check_scalar(row, key + '.' + entry.first.Scalar(), entry.second);
    } else {
        check_scalar(row, key, value);
    }
}

void Config::check_grid(std::string const& key, YAML::Node const& grid) const {
    std::string const expected = " (a map of lists, such as {network.cells: [16, 25]}, expected)";
    if (!grid.IsMap()) refuse(grid, key, "is " + text_of(grid) + expected);
    for (auto const& entry : grid) {
        std::string const name = entry.first.Scalar();
        Key const* const row = find_key(keys_, name);
        if (!row || row->type == KeyType::grid) refuse_unknown(entry.first, name);
        if (!entry.second.IsSequence()) refuse(entry.second, key, "is no map of lists" + expected);
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

/// True where the other key that `row` names has one of the values that `row` names.
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

}  // namespace jetseq
