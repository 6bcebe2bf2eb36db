#include "fit/workspace/workspace_write.hpp"

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
    add_bin_edges(files, path, workspace, edges, origin);
}

}  // namespace jetseq::fit
