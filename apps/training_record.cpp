#include "jetseq/apps/training_record.hpp"

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <set>

#include "jetseq/apps/model_files.hpp"
#include "jetseq/data/split.hpp"
#include "jetseq/evaluate/efficiency.hpp"
#include "jetseq/event/sha256.hpp"
#include "jetseq/event/version.hpp"

namespace jetseq {
namespace {

Json versions() { return {{"jetseq", version()}, {"git_revision", git_revision()}, {"libtorch", libtorch_version()}}; }

/// NaN and infinity have no place in JSON.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json history_of(TrainResult const& result) {
    Json history = Json::array();
    for (auto const& record : result.history) {
        history.push_back({{"epoch", record.epoch},
                           {"learning_rate", record.learning_rate},
                           {"train_loss", number(record.train_loss)},
                           {"validation_loss", number(record.validation_loss)},
                           {"validation_auc", number(record.validation_auc)}});
    }
    return history;
}

/// Lines of `text` that decide what is learnt: all but those that name the device, the backend and the threads.
std::string without_machine(std::string const& text) {
    std::string kept;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t const end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        std::string const line = text.substr(begin, end - begin);
        if (line.rfind("  device:", 0) != 0 && line.rfind("  threads:", 0) != 0 && line.rfind("  backend:", 0) != 0) {
            kept += line;
        }
        begin = end;
    }
    return kept;
}

/// Share of the events of one class in the validation part with score > threshold.
Interval share(Sequences const& sequences, std::vector<float> const& scores, Production production, float threshold) {
    WeightSum passed, total;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& event = sequences.events[n];
        if (event.production != production || part_of(event) != Part::validation) continue;
        total.add(event.weight);
        if (scores[n] > threshold) passed.add(event.weight);
    }
    auto const found = efficiency(passed, total);
    return {found.value, found.low, found.high};
}

}  // namespace

Json data_record(std::vector<std::string> const& files, Sequences const& sequences) {
    Json list = Json::array();
    for (auto const& file : files) {
        list.push_back({{"file", std::filesystem::path{file}.filename().string()}, {"sha256", sha256_of_file(file)}});
    }
    std::set<std::int32_t> samples;
    std::array<std::array<std::size_t, 2>, 3> events{};
    for (auto const& event : sequences.events) {
        samples.insert(event.sample_id);
        if (event.production == Production::unknown) continue;
        ++events[static_cast<std::size_t>(part_of(event))][event.production == Production::vbf ? 0 : 1];
    }
    auto const count = [&](Part part) -> Json {
        auto const& of_part = events[static_cast<std::size_t>(part)];
        return {{"vbf", of_part[0]}, {"ggf", of_part[1]}};
    };
    return {{"files", list},
            {"sample_ids", samples},
            {"train", count(Part::train)},
            {"validation", count(Part::validation)},
            {"test", count(Part::test)}};
}

std::string fingerprint(Json const& data, std::string const& configuration) {
    return sha256(data.dump() + without_machine(configuration));
}

void add_provenance(FrozenModel& model, Json const& data, std::string const& configuration, TrainResult const& result) {
    model.training = Json{{"data", data},
                          {"configuration", without_machine(configuration)},
                          {"versions", versions()},
                          {"device", result.device},
                          {"best_epoch", result.best_epoch},
                          {"history", history_of(result)}}
                         .dump();
}

void add_working_points(FrozenModel& model, Sequences const& sequences) {
    auto const scores = scores_of(Classifier{model}, sequences);
    struct {
        char const* name;
        float threshold;
    } const points[] = {{"loose", 0.6F}, {"medium", 0.7F}, {"tight", 0.8F}};
    for (auto const& point : points) {
        model.working_points.push_back({point.name, point.threshold,
                                        share(sequences, scores, Production::vbf, point.threshold),
                                        share(sequences, scores, Production::ggf_dy, point.threshold)});
    }
}

void write_metadata(std::string const& directory, Json const& data, TrainOptions const& options,
                    TrainResult const& result) {
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

}  // namespace jetseq
