#pragma once
#include <yaml-cpp/yaml.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "workflow/config/key_tables.hpp"

namespace jetseq::workflow {

/// The node of the dotted path `key`; undefined if there is none.
YAML::Node find_in(YAML::Node node, std::string const& key);

/// "'5'" of a scalar, "a map" or "a list".
std::string described(YAML::Node const& node);

/// The key of an override "key=value". Throws Error if it has no "=".
std::string override_key(std::string const& text);

/// Throws Error for a key that two of `overrides` give, as a whole or in part: one of them would be lost.
void refuse_repeated(std::vector<std::string> const& overrides);

/// A YAML configuration that is read key by key. Keys are dotted paths, such as "train.batch_size"; in the file they
/// are nested. A table of keys says what there is and what values may be; all of it is checked when the file is read.
/// The keys that are read, with their defaults, are the effective configuration; keys that are not read are refused.
class Config {
public:
    /// `keys`: all that the configuration may have. `overrides`: "key=value", the value in YAML; the last one of a key
    /// counts, and what it replaces is not checked. Throws Error, with file and line or the override: missing, not
    /// YAML, what strict_yaml() refuses, a key that is not in the table, a value of another type or out of its range.
    /// Without `takes_overrides`, no message advises one: the command has none.
    Config(std::string const& path, std::vector<std::string> const& overrides, Keys keys, bool takes_overrides = true);

    /// True if the file or an override sets `key`.
    bool has(std::string const& key) const { return find(key).IsDefined(); }

    /// The names of the keys in `section`, in the order of the file; none if the file doesn't have it.
    std::vector<std::string> names_in(std::string const& section) const;

    /// The value of `key`, or `otherwise` if the file doesn't set it. Throws Error for a number beyond the type.
    /// `key` must be in the table, with `otherwise` as its default.
    bool get(std::string const& key, bool otherwise);
    int get(std::string const& key, int otherwise);
    long get(std::string const& key, long otherwise);
    unsigned long get(std::string const& key, unsigned long otherwise);
    double get(std::string const& key, double otherwise);
    float get(std::string const& key, float otherwise);
    std::string get(std::string const& key, std::string const& otherwise);
    std::vector<std::string> get(std::string const& key, std::vector<std::string> const& otherwise);
    std::map<std::string, std::string> get(std::string const& key, std::map<std::string, std::string> const& otherwise);

    /// The numbers of a list, or one number; none if the file doesn't set it.
    std::vector<double> numbers(std::string const& key);

    /// The numbers of a map whose keys the user chooses, such as parameters.
    std::map<std::string, double> named_numbers(std::string const& key);

    /// The lists under `key`, a map whose own keys are dotted paths; no part of effective().
    std::map<std::string, std::vector<std::string>> lists(std::string const& key);

    /// The index of the value of `key` in `words`, which are those of the table; `otherwise` if the file doesn't set
    /// it.
    std::size_t one_of(std::string const& key, std::vector<std::string> const& words, std::size_t otherwise);

    /// The node of `key`, for lists of maps; undefined if the file doesn't set it.
    YAML::Node node(std::string const& key);

    /// Throws Error for the first key of the file that was not read: it would have no effect.
    void refuse_unread_keys() const;

    /// Keys that were read, differ from the default and have no effect next to the other values; a line each.
    std::vector<std::string> notes() const;

    /// Adds a line to notes() if the file sets `key` to a value other than its default; `why`: "it is only used with
    /// ...".
    void note_without_effect(std::string const& key, std::string const& why);

    /// Adds a line on `key` to notes(), once.
    void note_on(std::string const& key, std::string const& what);

    /// The keys below `section`, or the key `section`, that the file sets to something else than their default:
    /// "FILE:3: key 'select.jet_pt_min'".
    std::vector<std::string> changed(std::string const& section) const;

    /// True if `node` comes from an override.
    bool is_override(YAML::Node const& node) const { return node.Mark().line >= lines_; }

    /// The place of `node`: "FILE:LINE" or "override a=b".
    std::string where(YAML::Node const& node) const;

    /// All keys that were read, with their values, as YAML in order of their first reading.
    std::string effective() const;

    /// Throws Error "FILE:LINE: key ... (why). What to try"; without advice in `why`, it is to change the file or to
    /// override the key, whichever is possible.
    [[noreturn]] void fail(std::string const& key, std::string const& why) const;

    /// Throws Error "FILE:LINE: what. What to try" for a node of the file.
    [[noreturn]] void fail_at(YAML::Node const& node, std::string const& what, std::string const& advice) const;

private:
    template <class T>
    T read_as_number(std::string const& key, T otherwise);
    void note_overridden(std::string const& text);
    void override_by(std::string const& text);
    void set(std::string const& key, YAML::Node const& value);
    std::string source(int line) const;
    YAML::Node find(std::string const& key) const;
    void record(std::string const& key, YAML::Node const& value);
    void require_default(std::string const& key, std::string const& otherwise) const;
    bool counts(Key const& row, std::string const& key) const;

    void check(YAML::Node const& section, std::string const& prefix) const;
    void check_section(std::string const& key, YAML::Node const& section) const;
    void check_override(std::string const& key, YAML::Node const& value) const;
    void check_value(Key const& row, std::string const& key, YAML::Node const& value) const;
    void check_scalar(Key const& row, std::string const& key, YAML::Node const& value) const;
    void check_grid(std::string const& key, YAML::Node const& grid) const;
    void require_map(std::string const& key, std::string const& map, YAML::Node const& value) const;
    std::string advice(YAML::Node const& node, std::string const& key) const;
    bool is_replaced(std::string const& key, YAML::Node const& value) const;
    bool can_be_overridden(std::string const& key) const;
    [[noreturn]] void refuse(YAML::Node const& node, std::string const& key, std::string const& why) const;
    void refuse_other_command(YAML::Node const& node, std::string const& fault) const;
    [[noreturn]] void refuse_unknown(YAML::Node const& node, std::string const& key) const;
    void refuse_unread(YAML::Node const& section, std::string const& prefix) const;

    Keys keys_;
    bool takes_overrides_;
    std::string path_;
    int lines_ = 0;                     ///< of the file
    std::set<std::string> overridden_;  ///< keys
    std::vector<std::string> sources_;  ///< of the lines beyond: "override a=b", one for each line of an override
    YAML::Node root_;
    YAML::Node effective_{YAML::NodeType::Map};
    std::vector<std::string> read_;   ///< keys, in order
    std::vector<std::string> notes_;  ///< lines of notes() that don't follow from the table
};

}  // namespace jetseq::workflow
