#include "workflow/events/seen_events.hpp"

#include <filesystem>

#include "core/io/sha256.hpp"

namespace jetseq::workflow {
namespace {

TrainingEvents training_events(Json const& data) {
    TrainingEvents events{data.at("sample_ids").get<std::set<std::int32_t>>(), {}};
    if (data.contains("fold")) {
        events.fold = {data["fold"].at("index").get<std::size_t>(), data["fold"].at("of").get<std::size_t>()};
    }
    return events;
}

}  // namespace

std::optional<data::Part> SeenEvents::part_of(EventInfo const& event) const {
    std::optional<data::Part> seen;
    for (auto const& training : trainings) {
        if (training.sample_ids.count(event.sample_id) == 0) continue;
        auto const part = jetseq::train::part_of(event, training.fold);
        if (!seen || part < *seen) seen = part;
    }
    return seen;
}

bool SeenEvents::holds(EventInfo const& event) const {
    auto const part = part_of(event);
    return part == data::Part::train || part == data::Part::validation;
}

std::optional<evaluate::Leakage> SeenEvents::leakage(data::Sequences const& sequences) const {
    if (!is_known) return std::nullopt;
    evaluate::Leakage leakage;
    for (auto const& event : sequences.events) {
        auto const part = part_of(event);
        leakage.training += part == data::Part::train, leakage.validation += part == data::Part::validation;
    }
    return leakage;
}

SeenEvents seen_events(FrozenModel const& model) {
    Json const training = parse_json(model.training);
    SeenEvents seen;
    seen.is_known = training.contains("data");
    if (!seen.is_known) return seen;
    auto const& data = training["data"];
    seen.trainings.push_back(training_events(data));
    seen.trainings.back().fold = model.fold;
    if (data.contains("from") && !data.contains("ancestors")) seen.is_known = false;  // of a version without ancestors
    for (auto const& ancestor : data.value("ancestors", Json::array())) {
        if (ancestor.at("data").is_null())
            seen.is_known = false;
        else
            seen.trainings.push_back(training_events(ancestor["data"]));
    }
    return seen;
}

Json ancestors_of(std::string const& file) {
    auto const model = read_frozen_model(file);
    Json const training = parse_json(model.training);
    Json data = training.value("data", Json(nullptr)), older = Json::array();
    if (data.is_object()) {
        if (data.contains("from") && !data.contains("ancestors")) older.push_back(Json{{"data", nullptr}});
        if (data.contains("ancestors")) older = data["ancestors"], data.erase("ancestors");
        if (model.fold.of > 1) data["fold"] = {{"index", model.fold.index}, {"of", model.fold.of}};
    }
    Json ancestors = Json::array();
    ancestors.push_back(Json{
        {"file", std::filesystem::path{file}.filename().string()}, {"sha256", sha256_of_file(file)}, {"data", data}});
    for (auto const& one : older) ancestors.push_back(one);
    return ancestors;
}

}  // namespace jetseq::workflow
