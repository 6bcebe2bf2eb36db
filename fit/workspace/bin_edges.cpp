#include "fit/workspace/bin_edges.hpp"

#include <filesystem>

#include "core/error.hpp"
#include "core/json/json.hpp"

namespace jetseq::fit {
namespace {

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

}  // namespace

void require_fit(BinEdges const& edges, Workspace const& workspace, std::string const& source) {
    for (auto const& channel : workspace.channels) {
        auto const found = edges.find(channel.name);
        if (found == edges.end() || found->second.size() == channel.observed.size() + 1) continue;
        throw Error{source + ": channel '" + channel.name + "' has " + std::to_string(found->second.size()) +
                    " edges (one more than its " + std::to_string(channel.observed.size()) +
                    " bins expected). Correct the edges"};
    }
}

void add_bin_edges(OutputFiles& files, std::string const& workspace_path, Workspace const& workspace,
                   BinEdges const& edges, DataOrigin const& origin) {
    Json beside{{"kind", "jetseq_bin_edges"}, {"edges", edges}};
    if (origin.kind != DataKind::observed)
        beside["made"] = json_of(origin), beside["made"]["bins"] = bins_of(workspace);
    files.add(edges_path(workspace_path), text_of(beside, 1) + "\n");
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
