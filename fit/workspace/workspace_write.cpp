#include <filesystem>

#include "core/error.hpp"
#include "fit/workspace/workspace_file.hpp"

namespace jetseq::fit {
namespace {

Json data_of(Modifier const& modifier) {
    switch (modifier.type) {
        case ModifierType::normsys:
            return {{"lo", modifier.down}, {"hi", modifier.up}};
        case ModifierType::histosys:
            return {{"lo_data", modifier.low}, {"hi_data", modifier.high}};
        case ModifierType::staterror:
        case ModifierType::shapesys:
            return modifier.low;
        default:
            return nullptr;
    }
}

Json document_of(Channel const& channel) {
    Json samples = Json::array();
    for (auto const& sample : channel.samples) {
        Json modifiers = Json::array();
        for (auto const& modifier : sample.modifiers) {
            modifiers.push_back(
                {{"name", modifier.name}, {"type", type_name(modifier.type)}, {"data", data_of(modifier)}});
        }
        samples.push_back({{"name", sample.name}, {"data", sample.yields}, {"modifiers", modifiers}});
    }
    return {{"name", channel.name}, {"samples", samples}};
}

Json document_of(ParameterSetting const& setting) {
    Json json{{"name", setting.name}};
    if (!setting.starts.empty()) json["inits"] = setting.starts;
    for (auto const& [low, high] : setting.bounds) json["bounds"].push_back(Json::array({low, high}));
    if (!setting.auxiliary.empty()) json["auxdata"] = setting.auxiliary;
    if (!setting.widths.empty()) json["sigmas"] = setting.widths;
    if (setting.is_fixed) json["fixed"] = *setting.is_fixed;
    return json;
}

Json document_of(Measurement const& measurement) {
    Json parameters = Json::array();
    for (auto const& setting : measurement.settings) parameters.push_back(document_of(setting));
    return {{"name", measurement.name},
            {"config", {{"poi", measurement.parameter_of_interest}, {"parameters", parameters}}}};
}

std::string edges_path(std::string const& path) {
    return std::filesystem::path{path}.replace_extension().string() + ".edges.json";
}

std::map<std::string, std::vector<double>> bins_of(Workspace const& workspace) {
    std::map<std::string, std::vector<double>> bins;
    for (auto const& channel : workspace.channels) bins[channel.name] = channel.observed;
    return bins;
}

Json json_of(DataOrigin const& origin) {
    Json json{{"kind", name_of(origin.kind)}, {"strengths", origin.strengths}};
    if (origin.kind == DataKind::pseudo) json["seed"] = origin.seed;
    return json;
}

DataOrigin origin_of(Json const& json) {
    bool const is_pseudo = json.at("kind") == name_of(DataKind::pseudo);
    return {is_pseudo ? DataKind::pseudo : DataKind::asimov,
            json.at("strengths").get<std::vector<std::pair<std::string, double>>>(),
            json.value("seed", std::uint64_t{0})};
}

void require_fit(BinEdges const& edges, Workspace const& workspace, std::string const& source) {
    for (auto const& channel : workspace.channels) {
        auto const found = edges.find(channel.name);
        if (found == edges.end() || found->second.size() == channel.observed.size() + 1) continue;
        throw Error{source + ": channel '" + channel.name + "' has " + std::to_string(found->second.size()) +
                    " edges (one more than its " + std::to_string(channel.observed.size()) +
                    " bins expected). Mend the edges"};
    }
}

}  // namespace

Json document_of(Workspace const& workspace) {
    check(workspace, "workspace");
    Json channels = Json::array(), observations = Json::array(), measurements = Json::array();
    for (auto const& channel : workspace.channels) {
        channels.push_back(document_of(channel));
        observations.push_back({{"name", channel.name}, {"data", channel.observed}});
    }
    for (auto const& measurement : workspace.measurements) measurements.push_back(document_of(measurement));
    return {
        {"channels", channels}, {"observations", observations}, {"measurements", measurements}, {"version", "1.0.0"}};
}

void add_workspace(OutputFiles& files, std::string const& path, Workspace const& workspace, BinEdges const& edges,
                   DataOrigin const& origin) {
    require_fit(edges, workspace, path);
    files.add(path, text_of(document_of(workspace), 1) + "\n");
    Json beside{{"kind", "jetseq_bin_edges"}, {"edges", edges}};
    if (origin.kind != DataKind::observed)
        beside["made"] = json_of(origin), beside["made"]["bins"] = bins_of(workspace);
    files.add(edges_path(path), text_of(beside, 1) + "\n");
}

BinEdges read_bin_edges(std::string const& workspace_path, Workspace const& workspace) {
    std::string const path = edges_path(workspace_path);
    if (!std::filesystem::exists(path)) return {};
    BinEdges edges;
    try {
        edges = read_json(path).at("edges").get<BinEdges>();
    } catch (Json::exception const&) {
        throw Error{path + ": no edges (a list of numbers for each channel expected). Write the workspace again"};
    }
    require_fit(edges, workspace, path);
    return edges;
}

DataOrigin read_origin(std::string const& workspace_path, Workspace const& workspace) {
    std::string const path = edges_path(workspace_path);
    if (!std::filesystem::exists(path)) return {};
    Json const beside = read_json(path);
    if (!beside.is_object() || !beside.contains("made")) return {};
    try {
        bool const are_these = beside.at("made").at("bins") == Json(bins_of(workspace));
        return are_these ? origin_of(beside.at("made")) : DataOrigin{};
    } catch (Json::exception const&) {
        throw Error{path + ": 'made' does not say how the data were made. Write the workspace again"};
    }
}

}  // namespace jetseq::fit
