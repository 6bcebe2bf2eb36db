#include "workflow/train/training_record.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <sstream>
#include <utility>

#include "core/io/sha256.hpp"
#include "core/version.hpp"
#include "evaluate/metrics/efficiency.hpp"
#include "train/input/parts.hpp"
#include "train/torch/libtorch_scores.hpp"
#include "workflow/events/seen_events.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

Json versions() {
    return {{"jetseq", version()}, {"git_revision", git_revision()}, {"libtorch", train::libtorch_version()}};
}

Json history_of(train::TrainResult const& result) {
    Json history = Json::array();
    for (auto const& record : result.history) {
        Json row{{"epoch", record.epoch},
                 {"learning_rate", record.learning_rate},
                 {"train_loss", json_number(record.train_loss)},
                 {"validation_loss", json_number(record.validation_loss)}};
        if (record.has_residuals()) {
            row["validation_bias"] = json_number(record.validation_bias);
            row["validation_width"] = json_number(record.validation_width);
        } else {
            row["validation_auc"] = json_number(record.validation_auc);
        }
        history.push_back(row);
    }
    return history;
}

/// The lines of `text` that affect the result: all except device, backend, threads, memory, the number of trainings and
/// additional outputs.
std::string without_machine(std::string const& text) {
    std::string kept;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t const end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        std::string const line = text.substr(begin, end - begin);
        bool decides = true;
        for (char const* key : {"device", "backend", "threads", "memory", "folds", "seeds", "tensorboard"}) {
            decides = decides && line.rfind("  " + std::string{key} + ":", 0) != 0;
        }
        if (decides) kept += line;
        begin = end;
    }
    return kept;
}

/// Fraction of the events `measured` of one class with score > threshold.
Interval share(data::Sequences const& sequences, std::vector<float> const& scores,
               std::vector<std::size_t> const& measured, Production production, float threshold) {
    evaluate::WeightSum passed, total;
    for (std::size_t const n : measured) {
        EventInfo const& event = sequences.events[n];
        if (event.production != production) continue;
        total.add(event.weight);
        if (scores[n] > threshold) passed.add(event.weight);
    }
    auto const found = evaluate::efficiency(passed, total);
    return {found.value, found.low, found.high};
}

Json file_record(std::string const& file) {
    return {{"file", std::filesystem::path{file}.filename().string()}, {"sha256", sha256_of_file(file)}};
}

}  // namespace

std::string without_files(std::string const& configuration) {
    std::string kept;
    bool in_list = false;
    std::istringstream lines{configuration};
    for (std::string line; std::getline(lines, line);) {
        bool const entry = in_list && line.rfind("    - ", 0) == 0;
        in_list = entry || line.rfind("  files:", 0) == 0;
        if (!in_list) kept += line + '\n';
    }
    return kept;
}

Json without_names(Json data) {
    for (auto& file : data.at("files")) file.erase("file");
    if (data.contains("from")) data["from"].erase("file");
    data.erase("content");    // implied by the SHA-256 of the file
    data.erase("ancestors");  // implied by the SHA-256 of the model
    return data;
}

TrainingFiles in_order_of_content(std::vector<std::string> const& files) {
    std::vector<std::pair<Json, std::string>> records;
    for (auto const& file : files) records.emplace_back(file_record(file), file);
    std::stable_sort(records.begin(), records.end(),
                     [](auto const& a, auto const& b) { return a.first["sha256"] < b.first["sha256"]; });
    TrainingFiles ordered{{}, Json::array()};
    for (auto const& [record, path] : records) ordered.paths.push_back(path), ordered.record.push_back(record);
    return ordered;
}

Json data_record(Json const& files, data::Sequences const& sequences, train::TrainOptions const& options) {
    std::set<std::int32_t> samples;
    std::size_t const classes = options.classes.size();
    std::vector<std::vector<std::size_t>> events(3, std::vector<std::size_t>(classes, 0));
    for (auto const& event : sequences.events) {
        samples.insert(event.sample_id);
        if (event.production == Production::unknown) continue;
        ++events[static_cast<std::size_t>(train::part_of(event, options.fold))].at(
            static_cast<std::size_t>(event.production));
    }
    auto const count = [&](data::Part part) -> Json {
        auto const& of_part = events[static_cast<std::size_t>(part)];
        if (options.finds_number()) return {{"events", of_part[0]}};
        bool const usual = are_productions(options.classes);
        Json counts{{usual ? "vbf" : options.classes[1], of_part[1]}, {usual ? "ggf" : options.classes[0], of_part[0]}};
        for (std::size_t k = 2; k < classes; ++k) counts[options.classes[k]] = of_part[k];
        return counts;
    };
    Json record{{"files", files},
                {"sample_ids", samples},
                {"train", count(data::Part::train)},
                {"validation", count(data::Part::validation)},
                {"test", count(data::Part::test)}};
    if (sequences.content != 0) record["content"] = sequences.content;
    if (options.fold.of > 1) record["fold"] = {{"index", options.fold.index}, {"of", options.fold.of}};
    if (!options.from.empty()) {
        record["from"] = file_record(options.from), record["ancestors"] = ancestors_of(options.from);
    }
    return record;
}

std::string fingerprint(Json const& data, std::string const& configuration) {
    return sha256(text_of(without_names(data)) + without_files(without_machine(configuration)));
}

void require_same_job(train::Ranks& ranks, Json const& data, std::string const& configuration) {
    ranks.require_same("their data (files with SHA-256: " + text_of(data.at("files")) + " here)",
                       text_of(without_names(data)));
    ranks.require_same("their configuration", without_files(without_machine(configuration)));
    ranks.require_same("their jetseq", text_of(versions()));
}

void add_provenance(FrozenModel& model, Json const& data, std::string const& configuration,
                    train::TrainResult const& result) {
    model.training = text_of(Json{{"data", data},
                                  {"configuration", without_machine(configuration)},
                                  {"versions", versions()},
                                  {"device", result.device},
                                  {"best_epoch", result.best_epoch},
                                  {"history", history_of(result)}});
}

ResidualSummary residuals_on(data::Sequences const& sequences, std::vector<float> const& scores,
                             std::vector<std::size_t> const& measured, bool weighted) {
    std::vector<double> residuals, weights;
    for (std::size_t const n : measured) {
        residuals.push_back(static_cast<double>(scores[n]) - static_cast<double>(*sequences.target.row(n)));
        weights.push_back(weighted ? static_cast<double>(sequences.events[n].weight) : 1.0);
    }
    return summary_of_residuals(residuals, weights);
}

std::vector<WorkingPoint> working_points(data::Sequences const& sequences, std::vector<float> const& scores,
                                         std::vector<std::size_t> const& measured) {
    struct {
        char const* name;
        float threshold;
    } const named[] = {{"loose", 0.6F}, {"medium", 0.7F}, {"tight", 0.8F}};
    std::vector<WorkingPoint> points;
    for (auto const& point : named) {
        points.push_back({point.name, point.threshold,
                          share(sequences, scores, measured, Production::vbf, point.threshold),
                          share(sequences, scores, measured, Production::ggf_dy, point.threshold)});
    }
    return points;
}

void add_working_points(FrozenModel& model, data::Sequences const& sequences) {
    if (model.finds_number()) return;
    model.working_points = working_points(sequences, scores_of(model, sequences),
                                          train::events_of(sequences, data::Part::validation, model.fold));
}

void write_metadata(std::string const& directory, Json const& data, train::TrainOptions const& options,
                    train::TrainResult const& result) {
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    double seconds = 0;
    for (auto const& record : result.history) seconds += record.seconds;
    write_json(directory + "/metadata.json", {{"kind", "jetseq_run"},
                                              {"finished", result.finished},
                                              {"data", data},
                                              {"versions", versions()},
                                              {"seed", options.seed},
                                              {"host", host},
                                              {"device", result.device},
                                              {"threads", options.threads},
                                              {"epochs", result.history.size()},
                                              {"best_epoch", result.best_epoch},
                                              {"seconds", seconds}});
}

}  // namespace jetseq::workflow
