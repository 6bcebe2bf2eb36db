#pragma once
#include <yaml-cpp/yaml.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace jetseq {

/// A YAML configuration that is read key by key. Keys are dotted paths, such as "train.batch_size".
/// What was read, defaults included, is the effective configuration; what was never asked for is an error.
class Config {
public:
    /// `overrides`: "key=value", the value in YAML. Throws Error: missing, not YAML, an override without "=".
    Config(std::string const& path, std::vector<std::string> const& overrides);

    /// True where the file or an override sets `key`.
    bool has(std::string const& key) const { return find(key).IsDefined(); }

    /// The value of `key`, or `otherwise` where the file doesn't set it. Throws Error where it has another type.
    bool get(std::string const& key, bool otherwise);
    int get(std::string const& key, int otherwise);
    long get(std::string const& key, long otherwise);
    unsigned long get(std::string const& key, unsigned long otherwise);
    double get(std::string const& key, double otherwise);
    float get(std::string const& key, float otherwise);
    std::string get(std::string const& key, std::string const& otherwise);
    std::vector<std::string> get(std::string const& key, std::vector<std::string> const& otherwise);
    std::map<std::string, std::string> get(std::string const& key, std::map<std::string, std::string> const& otherwise);

    /// The lists under `key`, a map whose own keys are dotted paths; no part of effective().
    std::map<std::string, std::vector<std::string>> lists(std::string const& key);

    /// The place of the value of `key` among `words`; `otherwise` where the file doesn't set it.
    std::size_t one_of(std::string const& key, std::vector<std::string> const& words, std::size_t otherwise);

    /// The node of `key` as it stands, for lists of maps; undefined where the file doesn't set it.
    YAML::Node node(std::string const& key);

    /// Throws Error for the first key of the file that nobody asked for, with its line and the nearest known key.
    void refuse_unknown_keys() const;

    /// Everything that was read, as YAML with the keys in order of their first reading.
    std::string effective() const;

    /// Throws Error "FILE:LINE: key ... (why). What to try".
    [[noreturn]] void fail(std::string const& key, std::string const& why) const;

    /// Throws Error "FILE:LINE: what. What to try" for a node of the file.
    [[noreturn]] void fail_at(YAML::Node const& node, std::string const& what, std::string const& advice) const;

private:
    template <class T>
    T read(std::string const& key, T const& otherwise, char const* kind);
    YAML::Node find(std::string const& key) const;
    void record(std::string const& key, YAML::Node const& value);
    void refuse_unknown(YAML::Node const& node, std::string const& prefix) const;
    std::string where(YAML::Node const& node) const;

    std::string path_;
    YAML::Node root_;
    YAML::Node effective_{YAML::NodeType::Map};
    std::vector<std::string> known_;
};

}  // namespace jetseq
