#include "workflow/config/configuration_kind.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "workflow/config/key_tables.hpp"

namespace jetseq::workflow {
namespace {

/// True if `keys` have all that `section` has.
bool know_all(Keys const& keys, YAML::Node const& section, std::string const& prefix) {
    for (auto const& entry : section) {
        std::string const key = prefix + entry.first.Scalar();
        if (find_key(keys, key)) continue;
        if (!is_section(keys, key) || !entry.second.IsMap() || !know_all(keys, entry.second, key + '.')) return false;
    }
    return true;
}

/// Whether `root` is a map of branches, for `jetseq convert`, which reads it in Python.
bool is_map_of_branches(YAML::Node const& root) {
    std::set<std::string> const known{"tree",   "unit", "wrap_phi",   "duplicates",
                                      "events", "jets", "large_jets", "leptons"};
    auto const is_known = [&](auto const& entry) { return known.count(entry.first.Scalar()) > 0; };
    bool const has_all = root["tree"].IsDefined() && root["events"].IsDefined() && root["jets"].IsDefined();
    return has_all && std::all_of(root.begin(), root.end(), is_known);
}

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

std::string command_of(YAML::Node const& root, Keys const& own) {
    std::pair<char const*, Keys> const commands[] = {{"train", training_keys()},
                                                     {"select", selection_keys()},
                                                     {"tagger", tagger_keys()},
                                                     {"fit", fit_keys()},
                                                     {"simulate", simulation_keys()}};
    auto const tells = [&own](auto const& entry) {
        std::string const key = entry.first.Scalar();
        return !find_key(own, key) && !is_section(own, key) && name_ending_as(own, key).empty();
    };
    if (!root.IsMap() || root.size() < 2 || std::none_of(root.begin(), root.end(), tells)) return "";
    for (auto const& [command, keys] : commands) {
        bool const is_own = keys.size() == own.size() && keys.front().name == own.front().name;
        if (!is_own && know_all(keys, root, "")) return command;
    }
    return is_map_of_branches(root) ? "convert" : "";
}

}  // namespace jetseq::workflow
