#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "apps/command.hpp"
#include "apps/load.hpp"
#include "apps/model_files.hpp"
#include "train/loop/options.hpp"

namespace jetseq {

/// Values to try: key of the configuration and, as YAML, its values; in the order of the keys.
using Grid = std::map<std::string, Strings>;

/// What a configuration asks to train.
struct TrainingJob {
    TrainOptions options;
    LoadOptions load;
    Strings patterns;              ///< data.files as given
    Strings files;                 ///< that match
    bool reads_otherwise = false;  ///< the configuration says how: names, units, labels, cuts
    std::string configuration;     ///< effective, as YAML; without the grid
    Strings notes;                 ///< settings without effect
    std::size_t folds = 1;         ///< trainings that keep another part of the events for the test; 1: none
    std::size_t seeds = 1;         ///< trainings that differ in their seed only: options.seed, options.seed + 1, ...
    Grid grid;                     ///< `scan`; empty: one point

    bool is_single() const { return folds == 1 && seeds == 1 && grid.empty(); }
};

/// Reads the configuration `file` with `overrides` "key=value". Throws Error, also for keys that nothing reads.
TrainingJob read_job(std::string const& file, Strings const& overrides);

/// All events of `files`. Throws Error. `warns` on standard error of events that stand among them twice, or in two
/// parts of the split of one of `folds`, and of ids that are not unique.
Sequences load_training_events(Strings const& files, LoadOptions const& options, std::size_t folds, bool warns = true);

/// What follows the training of `job` in `directory`: the evaluation of `model`, one of its files.
NextEvaluation next_evaluation(TrainingJob const& job, std::string const& model, std::string const& directory);

/// Adds the options of the command line that stand for keys: --data, --seed, --set, ...
void add_job_options(cxxopts::Options& syntax);
Strings overrides_of(CommandLine const& line);

/// Throws Error where `directory` holds the checkpoint of a training, or of one among many; `command` goes on with it.
void require_no_training(std::string const& directory, std::string const& command);

/// Throws Error where this is one of `processes`, more than one, that torchrun, srun or mpirun have started: `what` is
/// not shared among them.
void require_one_process(std::size_t processes, std::string const& what);

/// runs/vbf_20261121-T143000
std::string new_run_directory(std::string const& name);

/// Area under the ROC curve, for TrainHooks.
double auc_of(std::vector<float> const& scores, std::vector<int> const& labels, std::vector<float> const& weights);

}  // namespace jetseq
