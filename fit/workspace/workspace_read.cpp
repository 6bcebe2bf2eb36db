#include "fit/workspace/workspace_read.hpp"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <set>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/text/near_match.hpp"

namespace jetseq::fit {
namespace {

/// An object of the document with its location.
class Node {
public:
    Node(Json const& json, std::string where) : json_{json}, where_{std::move(where)} {}

    /// Throws Error unless it is an object with exactly these keys; those that begin with "?" may be missing.
    void require_keys(std::initializer_list<char const*> keys) const {
        if (!json_.is_object()) fail("is not an object");
        std::vector<std::string> names;
        for (std::string const key : keys) {
            bool const is_optional = key[0] == '?';
            names.push_back(is_optional ? key.substr(1) : key);
            if (!is_optional && !json_.contains(key)) fail("has no key '" + key + "'");
        }
        for (auto const& entry : json_.items()) {
            if (std::find(names.begin(), names.end(), entry.key()) == names.end()) {
                fail("has an unknown key '" + entry.key() + "' (there are: " + joined(names) +
                     did_you_mean(entry.key(), names) + ")");
            }
        }
    }

    bool has(char const* key) const { return json_.contains(key) && !json_.at(key).is_null(); }
    Json const& json() const { return json_; }
    std::string const& where() const { return where_; }
    Node at(char const* key) const { return {json_.at(key), where_ + ", " + key}; }
    Node called(std::string const& kind) const { return {json_, where_ + ", " + kind + " '" + name() + "'"}; }

    std::string text(char const* key) const {
        if (!json_.is_object() || !json_.contains(key)) fail(std::string{"has no key '"} + key + "'");
        if (!json_.at(key).is_string()) fail(std::string{"has a '"} + key + "' that is not a text");
        return json_.at(key).get<std::string>();
    }
    std::string name() const { return text("name"); }

    double number(char const* key) const {
        if (!json_.at(key).is_number()) fail(std::string{"has a '"} + key + "' that is not a number");
        return json_.at(key).get<double>();
    }

    std::vector<double> numbers(char const* key) const {
        std::vector<double> list;
        for (auto const& item : this->list(key)) {
            if (!item.is_number()) fail(std::string{"has a '"} + key + "' that is not a list of numbers");
            list.push_back(item.get<double>());
        }
        return list;
    }

    Json const& list(char const* key) const {
        if (!json_.contains(key) || !json_.at(key).is_array()) fail(std::string{"has no list '"} + key + "'");
        return json_.at(key);
    }

    [[noreturn]] void fail(std::string const& why) const {
        throw Error{where_ + " " + why + ". Compare with pyhf's schema 1.0.0"};
    }

private:
    Json const& json_;
    std::string where_;
};

ModifierType type_of(Node const& node) {
    std::string const type = node.text("type");
    std::vector<std::string> names;
    for (int n = 0; n < 7; ++n) {
        names.push_back(type_name(static_cast<ModifierType>(n)));
        if (type == names.back()) return static_cast<ModifierType>(n);
    }
    node.fail("has the unknown type '" + type + "' (there are: " + joined(names) + did_you_mean(type, names) + ")");
}

Modifier modifier_of(Node const& node) {
    node.require_keys({"name", "type", "data"});
    Modifier modifier{type_of(node), node.name(), 1, 1, {}, {}};
    if (modifier.type == ModifierType::normsys) {
        node.at("data").require_keys({"lo", "hi"});
        modifier.down = node.at("data").number("lo"), modifier.up = node.at("data").number("hi");
    } else if (modifier.type == ModifierType::histosys) {
        node.at("data").require_keys({"lo_data", "hi_data"});
        modifier.low = node.at("data").numbers("lo_data"), modifier.high = node.at("data").numbers("hi_data");
    } else if (modifier.type == ModifierType::staterror || modifier.type == ModifierType::shapesys) {
        modifier.low = node.numbers("data");
    } else if (node.has("data")) {
        node.fail("has data (a " + type_name(modifier.type) + " modifier has null)");
    }
    return modifier;
}

Sample sample_of(Node const& node) {
    node.require_keys({"name", "data", "modifiers"});
    Sample sample{node.name(), node.numbers("data"), {}};
    for (auto const& json : node.list("modifiers")) {
        sample.modifiers.push_back(modifier_of(Node{json, node.where()}.called("modifier")));
    }
    return sample;
}

Channel channel_of(Node const& node) {
    node.require_keys({"name", "samples"});
    Channel channel{node.name(), {}, {}};
    for (auto const& json : node.list("samples")) {
        channel.samples.push_back(sample_of(Node{json, node.where()}.called("sample")));
    }
    return channel;
}

std::vector<std::pair<double, double>> bounds_of(Node const& node) {
    std::vector<std::pair<double, double>> bounds;
    for (auto const& pair : node.list("bounds")) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number()) {
            node.fail("has bounds that are not pairs of numbers");
        }
        bounds.emplace_back(pair[0].get<double>(), pair[1].get<double>());
    }
    return bounds;
}

ParameterSetting setting_of(Node const& node) {
    node.require_keys({"name", "?inits", "?bounds", "?auxdata", "?factors", "?sigmas", "?fixed"});
    ParameterSetting setting{node.name(), {}, {}, {}, {}, {}};
    if (node.has("factors")) node.fail("has factors (they follow from the shapesys). Remove them");
    if (node.has("inits")) setting.starts = node.numbers("inits");
    if (node.has("bounds")) setting.bounds = bounds_of(node);
    if (node.has("auxdata")) setting.auxiliary = node.numbers("auxdata");
    if (node.has("sigmas")) setting.widths = node.numbers("sigmas");
    if (node.has("fixed")) {
        if (!node.json().at("fixed").is_boolean()) node.fail("has a 'fixed' that is neither true nor false");
        setting.is_fixed = node.json().at("fixed").get<bool>();
    }
    return setting;
}

Measurement measurement_from(Node const& node) {
    node.require_keys({"name", "config"});
    Node const config = node.at("config");
    config.require_keys({"poi", "parameters"});
    Measurement measurement{node.name(), config.text("poi"), {}};
    for (auto const& json : config.list("parameters")) {
        measurement.settings.push_back(setting_of(Node{json, config.where()}.called("parameter")));
    }
    return measurement;
}

/// Sets the observation of a channel. One without a channel, such as of a pruned validation region, is noted.
void set_observation(Workspace& workspace, Node const& node) {
    node.require_keys({"name", "data"});
    for (auto& channel : workspace.channels) {
        if (channel.name != node.name()) continue;
        if (!channel.observed.empty()) node.fail("appears twice");
        channel.observed = node.numbers("data");
        return;
    }
    add_note(workspace.notes, "The observation '" + node.name() + "' is left out: no channel has this name.");
}

/// Throws Error if a channel has no observation: probably its name is misspelt.
void require_observations(Workspace const& workspace, Json const& observations, std::string const& source) {
    std::vector<std::string> names;
    for (auto const& json : observations) names.push_back(json.at("name").get<std::string>());
    for (auto const& channel : workspace.channels) {
        if (!channel.observed.empty()) continue;
        throw Error{source + ", channel '" + channel.name + "' has no observation (there are observations of: " +
                    joined(names) + did_you_mean(channel.name, names) + "). Add its data"};
    }
}

/// Throws Error for a patchset, which comes with a workspace and holds the signals for it.
void refuse_patchset(Json const& document, std::string const& source) {
    if (!document.is_object() || !document.contains("patches")) return;
    throw Error{source +
                " is a pyhf patchset (signals for a background-only workspace), no workspace. Apply one first: `pyhf "
                "patchset apply --name NAME BACKGROUND.json PATCHSET.json > workspace.json`"};
}

/// Throws Error if the file is recognised as another kind, such as a patch, or does not begin as a JSON object.
void refuse_other_kind(std::string const& path) {
    if (auto const other = not_what_is_wanted(path, "a pyhf workspace"); !other.empty()) throw Error{other};
    std::ifstream file{path};
    char first = 0;
    if (!(file >> first) || first == '{') return;
    throw Error{
        path + " is not a pyhf workspace (a JSON object expected, and it does not begin with '{'" +
        (first == '\xEF' ? " but with a byte order mark). Save it as UTF-8 without one" : "). Check how it was made")};
}

Json document_at(std::string const& path) {
    Json document;
    try {
        document = read_json(path);
        if (document.contains("channels") && !document.contains("kind")) return document;  // our own files have a kind
    } catch (Error const&) {
        refuse_other_kind(path);
        throw;
    }
    refuse_other_kind(path);
    return document;
}

}  // namespace

Workspace workspace_of(Json const& document, std::string const& source) {
    refuse_patchset(document, source);
    Node const node{document, source};
    node.require_keys({"channels", "measurements", "observations", "version"});
    if (node.text("version") != "1.0.0") node.fail("has version '" + node.text("version") + "' (1.0.0 can be read)");
    Workspace workspace;
    for (auto const& json : node.list("channels")) {
        workspace.channels.push_back(channel_of(Node{json, source}.called("channel")));
    }
    for (auto const& json : node.list("observations")) {
        set_observation(workspace, Node{json, source}.called("observation"));
    }
    require_observations(workspace, node.list("observations"), source);
    if (node.list("measurements").empty()) node.fail("has no measurement (which parameter is of interest?)");
    for (auto const& json : node.list("measurements")) {
        workspace.measurements.push_back(measurement_from(Node{json, source}.called("measurement")));
    }
    check(workspace, source);
    return workspace;
}

Workspace read_workspace(std::string const& path) { return workspace_of(document_at(path), path); }

}  // namespace jetseq::fit
