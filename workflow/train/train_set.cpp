#include "workflow/train/train_set.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <set>

#include "core/error.hpp"
#include "evaluate/metrics/roc.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "train/input/parts.hpp"
#include "train/torch/checkpoint.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/models/run_directory.hpp"
#include "workflow/models/run_outputs.hpp"
#include "workflow/train/training_record.hpp"
#include "workflow/train/trial_summary.hpp"

namespace jetseq::workflow {
namespace {

/// For each fold, the index of its trial with the lowest validation loss.
std::vector<std::size_t> best_of_folds(std::vector<Trial> const& trials, std::vector<TrialResult> const& results,
                                       std::size_t folds) {
    std::vector<std::size_t> best(folds, trials.size());
    for (std::size_t n = 0; n < trials.size(); ++n) {
        std::size_t& of_fold = best[trials[n].options.fold.index];
        if (of_fold == trials.size() || results[n].loss < results[of_fold].loss) of_fold = n;
    }
    return best;
}

/// The residuals of the ensemble, each event scored by the network that has not seen it.
Json measure_residuals(FrozenEnsemble const& ensemble, data::Sequences const& sequences, bool weighted) {
    std::vector<std::size_t> labelled;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        if (sequences.events[n].production != Production::unknown) labelled.push_back(n);
    }
    auto const found = residuals_on(sequences, scores_of(Classifier{ensemble}, sequences), labelled, weighted);
    return {{"bias", json_number(found.bias)}, {"width", json_number(found.width)}};
}

/// Area under the ROC curve and working points of the ensemble, each event scored by the network that has not seen it.
Json measure(FrozenEnsemble& ensemble, data::Sequences const& sequences) {
    auto const scores = scores_of(Classifier{ensemble}, sequences);
    std::vector<std::size_t> labelled;
    std::vector<float> of_labelled, weights;
    std::vector<std::int8_t> labels;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& event = sequences.events[n];
        if (event.production == Production::unknown) continue;
        labelled.push_back(n), of_labelled.push_back(scores[n]), weights.push_back(event.weight);
        labels.push_back(event.production == Production::vbf ? 1 : 0);
    }
    ensemble.working_points = working_points(sequences, scores, labelled);
    auto const area = evaluate::auc({of_labelled, labels, weights});
    Json points = Json::array();
    for (auto const& point : ensemble.working_points) {
        points.push_back({{"name", point.name},
                          {"threshold", point.threshold},
                          {"vbf", as_json(point.vbf)},
                          {"ggf", as_json(point.ggf)}});
    }
    return {{"auc", {{"value", json_number(area.value)}, {"error", json_number(area.error)}}},
            {"working_points", points}};
}

/// Writes the ensemble and adds its performance to `summary`. Returns that as a text.
std::string freeze_ensemble(std::string const& file, std::vector<TrialResult> const& results,
                            std::vector<std::size_t> const& chosen, data::Sequences const& sequences, bool weighted,
                            Json& summary) {
    FrozenEnsemble ensemble;
    for (std::size_t const n : chosen) ensemble.networks.push_back(results[n].training.model);
    bool const numbers = ensemble.networks.front().finds_number();
    summary["ensemble"] = numbers ? measure_residuals(ensemble, sequences, weighted) : measure(ensemble, sequences);
    write_frozen_ensemble(file, ensemble);
    write_seen_jets(std::filesystem::path{file}.parent_path(), ensemble.networks, sequences);
    if (numbers) {
        auto const& found = summary["ensemble"];
        if (!found["width"].is_number()) return "-";
        return fmt::format("bias {:.4g}, width {:.4g}", found["bias"].get<double>(), found["width"].get<double>());
    }
    auto const& area = summary["ensemble"]["auc"];
    if (!area["error"].is_number()) return "AUC -";
    return fmt::format("AUC {:.4f} +- {:.4f}", area["value"].get<double>(), area["error"].get<double>());
}

Strings names_of(std::vector<Trial> const& trials) {
    Strings names;
    for (auto const& trial : trials) names.push_back(trial.name);
    return names;
}

/// Throws Error if a checkpoint in `directory` is damaged, or not of the training of that name in `set`.
void require_checkpoints_of(std::string const& directory, TrialSet const& set) {
    for (auto const& trial : set.trials) {
        auto const checkpoint = directory + "/" + trial.name + "/checkpoint.pt";
        if (!std::filesystem::exists(checkpoint)) continue;
        auto const record = data_record(set.files, set.sequences, trial.options);
        train::require_checkpoint_of(checkpoint, fingerprint(record, trial.configuration));
    }
}

}  // namespace

TrialSet load_trials(std::string const& directory, std::string const& file, Strings const& overrides, TrainingJob job,
                     Listener& listener) {
    TrialSet set;
    set.trials = trials_of(file, overrides, job);
    require_trainings_of(directory, names_of(set.trials));
    std::set<std::string> parents;
    for (auto const& trial : set.trials) parents.insert(trial.options.from);
    for (auto const& parent : parents) warn_of_parent(parent, listener);
    for (auto const& trial : set.trials) require_place_for_trial(directory + "/" + trial.name, trial.options.name);
    job.load.memory.directory = directory;
    auto files = in_order_of_content(job.files);
    set.files = std::move(files.record);
    set.sequences = load_training_events(files.paths, job.load, job.folds, listener);
    require_checkpoints_of(directory, set);
    return set;
}

FrozenSet freeze_trials(std::string const& directory, TrainingJob const& job, TrialSet const& set,
                        std::vector<TrialResult> const& results) {
    auto const& trials = set.trials;
    for (std::size_t n = 0; n < trials.size(); ++n) {
        auto const& failure = results[n].training.failure;
        if (!failure.empty()) throw Error{trials[n].name + ": " + failure};
    }
    Json summary{{"kind", "jetseq_trainings"}, {"model", job.options.name}};
    summary.update(summary_of(trials, results));
    FrozenSet frozen;
    frozen.model = directory + "/" + job.options.name + ".json", frozen.summary = directory + "/summary.json";
    auto const chosen = best_of_folds(trials, results, job.folds);
    Json names = Json::array();
    for (std::size_t const n : chosen) names.push_back(trials[n].name);
    summary["frozen"] = names;
    frozen.best = trials[chosen.front()].name;
    if (job.folds > 1) {
        frozen.ensemble = freeze_ensemble(frozen.model, results, chosen, set.sequences, job.options.weights, summary);
    } else {
        auto const& model = results[chosen.front()].training.model;
        write_frozen_model(frozen.model, model);
        write_seen_jets(directory, model, set.sequences, job.options.from);
    }
    write_json(frozen.summary, summary);
    return frozen;
}

}  // namespace jetseq::workflow
