#include "apps/train_set.hpp"

#include <cstdio>
#include <filesystem>
#include <iostream>

#include "apps/interrupt.hpp"
#include "apps/model_files.hpp"
#include "apps/seen_jets.hpp"
#include "apps/shell_word.hpp"
#include "apps/training_record.hpp"
#include "apps/trial_summary.hpp"
#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "evaluate/metrics/roc.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "train/input/parts.hpp"

namespace jetseq {
namespace {

/// For each fold, the place of its trial with the lowest validation loss.
std::vector<std::size_t> best_of_folds(std::vector<Trial> const& trials, std::vector<TrialResult> const& results,
                                       std::size_t folds) {
    std::vector<std::size_t> best(folds, trials.size());
    for (std::size_t n = 0; n < trials.size(); ++n) {
        std::size_t& of_fold = best[trials[n].options.fold.index];
        if (of_fold == trials.size() || results[n].loss < results[of_fold].loss) of_fold = n;
    }
    return best;
}

/// Area under the ROC curve and working points of the ensemble, each event scored by the network that has not seen it.
Json measure(FrozenEnsemble& ensemble, Sequences const& sequences) {
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
    auto const area = auc({of_labelled, labels, weights});
    Json points = Json::array();
    for (auto const& point : ensemble.working_points) {
        points.push_back({{"name", point.name},
                          {"threshold", point.threshold},
                          {"vbf", as_json(point.vbf)},
                          {"ggf", as_json(point.ggf)}});
    }
    return {{"auc", {{"value", as_json(area.value)}, {"error", as_json(area.error)}}}, {"working_points", points}};
}

/// Writes the ensemble; adds what it is worth to `summary`.
void freeze_ensemble(std::string const& file, std::vector<TrialResult> const& results,
                     std::vector<std::size_t> const& chosen, Sequences const& sequences, Json& summary) {
    FrozenEnsemble ensemble;
    for (std::size_t const n : chosen) ensemble.networks.push_back(results[n].training.model);
    summary["ensemble"] = measure(ensemble, sequences);
    write_frozen_ensemble(file, ensemble);
    write_seen_jets(std::filesystem::path{file}.parent_path(), ensemble.networks, sequences);
    auto const& area = summary["ensemble"]["auc"];
    char text[48] = "-";
    if (area["error"].is_number()) {
        std::snprintf(text, sizeof text, "%.4f +- %.4f", area["value"].get<double>(), area["error"].get<double>());
    }
    std::cout << "ensemble, each event scored by the network that has not seen it: AUC " << text << '\n';
}

void write_results(std::string const& directory, std::vector<Trial> const& trials,
                   std::vector<TrialResult> const& results, TrainingJob const& job, Sequences const& sequences) {
    std::cout << table_of(trials, results);
    Json summary{{"kind", "jetseq_trainings"}, {"model", job.options.name}};
    summary.update(summary_of(trials, results));
    std::string const file = directory + "/" + job.options.name + ".json";
    auto const chosen = best_of_folds(trials, results, job.folds);
    Json names = Json::array();
    for (std::size_t const n : chosen) names.push_back(trials[n].name);
    summary["frozen"] = names;
    if (job.folds > 1) {
        freeze_ensemble(file, results, chosen, sequences, summary);
    } else {
        auto const& model = results[chosen.front()].training.model;
        write_frozen_model(file, model);
        write_seen_jets(directory, model, sequences, job.options.from);
    }
    write_json(directory + "/summary.json", summary);
    std::cout << "wrote " << directory << "/summary.json\nwrote " << file << " (of " << trials[chosen.front()].name
              << (job.folds > 1 ? ", ...)\n" : ", the lowest validation loss)\n");
    std::cout << "next: " << command_of(next_evaluation(job, file, directory)) << '\n';
}

}  // namespace

int train_set(std::string const& directory, std::string const& file, Strings const& overrides, TrainingJob job) {
    auto const trials = trials_of(file, overrides, job);
    for (auto const& trial : trials) announce_run(directory + "/" + trial.name, trial.options.name);
    job.load.memory.directory = directory;
    auto const files = in_order_of_content(job.files);
    auto const sequences = load_training_events(files.paths, job.load, job.folds);
    write_file(directory + "/config.yaml", job.configuration);
    std::cout << trials.size() << " trainings: " << job.folds << (job.folds == 1 ? " fold (all), " : " folds, ")
              << job.seeds << (job.seeds == 1 ? " seed" : " seeds") << std::endl;
    catch_interrupts();
    auto const results = run_trials(trials, job, files.record, sequences, directory);
    if (results.empty()) {
        std::cout << "stopped on request; next: jetseq train --resume " << shell_word(directory) << '\n';
        return interrupted_exit_code();
    }
    for (std::size_t n = 0; n < trials.size(); ++n) {
        auto const& failure = results[n].training.failure;
        if (!failure.empty()) throw Error{trials[n].name + ": " + failure};
    }
    write_results(directory, trials, results, job, sequences);
    return 0;
}

}  // namespace jetseq
