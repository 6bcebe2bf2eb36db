#include "workflow/select/selection_config.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "workflow/config/object_cuts.hpp"
#include "workflow/events/load.hpp"

namespace jetseq::workflow {
namespace {

/// The names of `category` and their numbers.
std::vector<std::string> const categories{"none", "ggf_dy", "vbf"};
std::vector<std::string> const regimes{"merged", "resolved"};
std::vector<std::string> const channels{"hadronic", "0-lepton", "1-lepton", "2-lepton"};

/// "; did you mean ...?" for a node that should be one of `names`.
std::string like(YAML::Node const& wrong, std::vector<std::string> const& names) {
    return wrong.IsScalar() ? did_you_mean(wrong.Scalar(), names) : "";
}

std::vector<std::string> names_in(YAML::Node const& map) {
    std::vector<std::string> names;
    if (map.IsMap()) {
        for (auto const& entry : map) names.push_back(entry.first.Scalar());
    }
    return names;
}

/// Reads cuts from nodes of YAML.
class CutReader {
public:
    explicit CutReader(Config& config)
        : config_{config}, definitions_{config.node("definitions")}, shared_{config.node("shared_cuts")} {
        for (auto const& [node, key] : {std::pair{definitions_, "definitions"}, std::pair{shared_, "shared_cuts"}}) {
            if (node.IsDefined() && !node.IsNull() && !node.IsMap()) config.fail(key, "is not a map of names");
        }
    }

    /// A list of cuts: {name: requirement}, or the name of a list among `shared_cuts`.
    std::vector<Cut> cuts(YAML::Node const& list, Regime regime, std::vector<Region> const& regions,
                          int depth = 0) const {
        if (depth > deepest) config_.fail_at(list, "shared_cuts that contain themselves", "Break the circle");
        if (!list.IsSequence()) config_.fail_at(list, "a list of cuts expected", "Write '- name: met > 250 GeV'");
        std::vector<Cut> result;
        for (auto const& entry : list) {
            if (entry.IsScalar()) {
                for (auto& cut : cuts(shared(entry), regime, regions, depth + 1)) result.push_back(std::move(cut));
            } else if (entry.IsMap() && entry.size() == 1 && entry.begin()->first.IsScalar()) {
                auto const& only = *entry.begin();
                result.push_back({only.first.Scalar(), requirement(only.second, regime, regions, 0)});
            } else {
                config_.fail_at(entry, "not a cut", "Write '- name: met > 250 GeV'");
            }
        }
        return result;
    }

    /// Throws Error for a name in an override that no cut uses, probably a misspelling.
    void refuse_unused_overrides() const {
        for (auto const& [node, map] : {std::pair{definitions_, "definitions"}, std::pair{shared_, "shared_cuts"}}) {
            if (!node.IsDefined() || !node.IsMap()) continue;
            for (auto const& entry : node) {
                std::string const name = entry.first.Scalar();
                if (!config_.is_override(entry.second) || used_.count(std::string{map} + '.' + name) > 0) continue;
                auto others = names_in(node);
                std::erase(others, name);
                config_.fail_at(entry.second, "no cut uses '" + name + "' of " + map + did_you_mean(name, others),
                                "Correct the name");
            }
        }
    }

private:
    using Logic = Requirement::Logic;
    static constexpr int deepest = 20;

    YAML::Node shared(YAML::Node const& name) const {
        if (shared_.IsMap() && shared_[name.Scalar()].IsDefined()) {
            used_.insert("shared_cuts." + name.Scalar());
            return shared_[name.Scalar()];
        }
        config_.fail_at(name, "no list '" + name.Scalar() + "' among shared_cuts" + like(name, names_in(shared_)),
                        "A cut has a name: '- name: met > 250 GeV'");
    }

    Requirement requirement(YAML::Node const& node, Regime regime, std::vector<Region> const& regions,
                            int depth) const {
        if (depth > deepest) config_.fail_at(node, "definitions that contain themselves", "Break the circle");
        if (node.IsScalar()) return condition(node, regime, regions, depth);
        if (node.IsSequence()) return group(Logic::all, node, regime, regions, depth);
        if (!node.IsMap() || node.size() != 1) {
            config_.fail_at(node, "not a requirement", "Write a comparison, or a map with all, any, none or not_in");
        }
        auto const& only = *node.begin();
        std::string const word = only.first.Scalar();
        if (word == "all") return group(Logic::all, only.second, regime, regions, depth);
        if (word == "any") return group(Logic::any, only.second, regime, regions, depth);
        if (word == "none") return group(Logic::none, only.second, regime, regions, depth);
        if (word == "not_in") return not_in(only.second, regions);
        config_.fail_at(
            only.first,
            "'" + word + "' is none of all, any, none, not_in" + did_you_mean(word, {"all", "any", "none", "not_in"}),
            "Use one of them");
    }

    Requirement condition(YAML::Node const& node, Regime regime, std::vector<Region> const& regions, int depth) const {
        std::string const& text = node.Scalar();
        if (definitions_.IsMap() && definitions_[text].IsDefined()) {
            used_.insert("definitions." + text);
            return requirement(definitions_[text], regime, regions, depth + 1);
        }
        try {
            return requirement_from(text, regime);
        } catch (Error const& error) {
            config_.fail_at(node, error.what(), "");
        }
    }

    Requirement group(Logic logic, YAML::Node const& list, Regime regime, std::vector<Region> const& regions,
                      int depth) const {
        if (!list.IsSequence() || list.size() == 0) {
            config_.fail_at(list, "a list of requirements expected", "Write [first, second]");
        }
        std::vector<Requirement> parts;
        for (auto const& part : list) parts.push_back(requirement(part, regime, regions, depth + 1));
        return {logic, std::move(parts)};
    }

    /// True for events that pass none of the named regions, which must come earlier.
    Requirement not_in(YAML::Node const& names, std::vector<Region> const& regions) const {
        std::uint64_t bits = 0;
        for (auto const& name : names) {
            if (!name.IsScalar()) {
                config_.fail_at(name, "not_in has " + described(name) + " (names of regions expected)",
                                "Write [first, second]");
            }
            auto const found = std::find_if(regions.begin(), regions.end(),
                                            [&](Region const& region) { return region.name == name.Scalar(); });
            if (found == regions.end()) {
                config_.fail_at(name, "no region '" + name.Scalar() + "' stands before",
                                "Change the order or the name");
            }
            bits |= std::uint64_t{1} << (found - regions.begin());
        }
        if (bits == 0) config_.fail_at(names, "a list of regions expected", "Write [first, second]");
        return Requirement::outside(bits);
    }

    Config& config_;
    YAML::Node definitions_, shared_;
    mutable std::set<std::string> used_;  ///< "definitions.vbf"
};

std::size_t word_of(Config& config, YAML::Node const& region, char const* key, std::vector<std::string> const& words,
                    std::size_t otherwise) {
    YAML::Node const node = region[key];
    if (!node.IsDefined()) return otherwise;
    auto const found = node.IsScalar() ? std::find(words.begin(), words.end(), node.Scalar()) : words.end();
    if (found == words.end()) {
        config.fail_at(node, std::string{key} + " is " + described(node) + like(node, words),
                       "One of: " + joined(words));
    }
    return static_cast<std::size_t>(found - words.begin());
}

void check_keys(Config& config, YAML::Node const& region) {
    std::vector<std::string> const known{"name", "category", "regime", "cuts"};
    if (!region.IsMap()) config.fail_at(region, "not a region", "A region has a name, a category, a regime and cuts");
    for (auto const& entry : region) {
        std::string const key = entry.first.Scalar();
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        config.fail_at(entry.first, "unknown key '" + key + "' of a region" + did_you_mean(key, known),
                       "Remove or rename it");
    }
    YAML::Node const name = region["name"];
    if (!name.IsDefined()) config.fail_at(region, "a region without name", "Name it");
    if (!name.IsScalar() || name.Scalar().empty()) {
        config.fail_at(name, "the name of a region is " + described(name) + " (a text expected)", "Name it");
    }
    if (!region["cuts"].IsDefined()) config.fail_at(region, "a region without cuts", "List them");
}

Region region_of(Config& config, YAML::Node const& node, CutReader const& read, std::vector<Region> const& before) {
    check_keys(config, node);
    Region region;
    region.name = node["name"].Scalar();
    region.category = static_cast<Production>(static_cast<int>(word_of(config, node, "category", categories, 0)) - 1);
    region.regime = static_cast<Regime>(word_of(config, node, "regime", regimes, 0) + 1);
    for (auto const& other : before) {
        if (other.name == region.name)
            config.fail_at(node["name"], "a second region '" + region.name + "'", "Rename one");
    }
    region.cuts = read.cuts(node["cuts"], region.regime, before);
    return region;
}

}  // namespace

bool has_regions(Config& config) {
    auto const node = config.node("regions");
    return node.IsDefined() && !node.IsNull();
}

Selection selection_of(Config& config) {
    Selection selection;
    selection.leptons = static_cast<int>(config.one_of("channel", channels, 3)) - 1;
    selection.objects = object_cuts(config);
    selection.candidate = select_options(config).cuts;
    CutReader const read{config};
    if (auto const node = config.node("preselection"); node.IsDefined() && !node.IsNull()) {
        selection.preselection = read.cuts(node, Regime::none, {});
    }
    auto const regions = config.node("regions");
    if (!regions.IsSequence() || regions.size() == 0) config.fail("regions", "is not a list of regions, one or more");
    if (regions.size() > 64) config.fail("regions", "is longer than 64 regions");
    for (auto const& node : regions) {
        selection.regions.push_back(region_of(config, node, read, selection.regions));
    }
    read.refuse_unused_overrides();
    return selection;
}

std::string tagger_file(Config& config, std::string const& config_path) {
    std::string file = config.get("boson_tagger", std::string{});
    if (file.empty() || std::filesystem::path{file}.is_absolute()) return file;
    return (std::filesystem::path{config_path}.parent_path() / file).lexically_normal().string();
}

}  // namespace jetseq::workflow
