#include "workflow/evaluate/training_study.hpp"

#include <algorithm>
#include <filesystem>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/json/json.hpp"
#include "core/text/shell_word.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "train/input/parts.hpp"
#include "workflow/evaluate/evaluated_model.hpp"
#include "workflow/evaluate/scored_part.hpp"
#include "workflow/events/seen_events.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

namespace fs = std::filesystem;

/// The trainings in `folder` that its `summary` names.
std::vector<std::string> trainings_of_summary(std::string const& summary, std::string const& folder) try {
    auto const record = read_json(summary);
    std::vector<std::string> runs;
    for (auto const& training : record.at("trainings")) {
        runs.push_back(folder + "/" + training.at("name").get<std::string>());
        if (fs::is_directory(runs.back())) continue;
        throw Error{summary + " names the training " + runs.back() +
                    ", which is not there. Copy it, too, or leave the trainings out"};
    }
    return runs;
} catch (Json::exception const& error) {
    throw Error{summary + " is not whole (" + error.what() + "). Make it again: resume the training in " +
                shell_word(folder)};
}

/// Labelled events of the test part, without those that a model has seen from which this one was fine-tuned. Throws
/// Error if there are none.
std::vector<std::size_t> unseen_events(std::string const& file, FrozenModel const& model, data::Sequences const& read) {
    auto const seen = seen_events(model);
    auto events = train::events_of(read, data::Part::test, model.fold);
    if (events.empty()) {
        throw Error{file +
                    " has none of the events evaluated in its test part (its training and validation parts hold all "
                    "that are labelled). Evaluate others, or leave the trainings out"};
    }
    std::erase_if(events, [&](std::size_t n) { return seen.holds(read.events[n]); });
    if (events.empty()) {
        throw Error{file +
                    " has seen all of the events evaluated (in its training, or that of a model that it began with). "
                    "Evaluate others, or leave the trainings out"};
    }
    return events;
}

ScoredPart test_part(std::string const& run, data::Sequences const& read, InputContract const& contract) {
    auto const file = frozen_file(run);
    if (auto const set = read_set_model(file)) {
        require_same_jets(file, set->contract, contract);
        return scored_part(*set, read, unseen_events(file, *set, read));
    }
    auto const classifier = other_classifier(run, contract);
    return scored_part(classifier, read, unseen_events(file, classifier.model(), read));
}

}  // namespace

std::vector<std::string> trainings_in(std::string const& folder) {
    std::string const summary = folder + "/summary.json";
    if (kind_of_file(summary).what == "the summary of several trainings") return trainings_of_summary(summary, folder);
    std::vector<std::string> runs;
    for (auto const& entry : fs::directory_iterator{folder}) {
        if (entry.is_directory() && fs::exists(entry.path() / "metrics.csv")) runs.push_back(entry.path());
    }
    std::sort(runs.begin(), runs.end());
    if (runs.empty()) throw Error{folder + " holds no trainings. Train with several seeds or folds"};
    return runs;
}

std::vector<evaluate::TrainingOfMany> study_trainings(std::string const& folder, data::Sequences const& read,
                                                      InputContract const& contract) {
    std::vector<evaluate::TrainingOfMany> result;
    for (auto const& run : trainings_in(folder)) {
        auto const part = test_part(run, read, contract);
        auto const point = evaluate::operating_point(part, evaluate::report_thresholds[0]);
        result.push_back(
            {fs::path{run}.filename(), evaluate::auc(evaluate::LabelledScores{part}), {point.vbf, point.ggf}});
    }
    return result;
}

}  // namespace jetseq::workflow
