#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/text/strings.hpp"
#include "train/loop/options.hpp"
#include "workflow/events/load.hpp"

namespace jetseq::workflow {

/// Values to try: a key of the configuration and its values, as YAML, in the order of the keys.
using Grid = std::map<std::string, Strings>;

/// The trainings that a configuration asks for.
struct TrainingJob {
    train::TrainOptions options;
    LoadOptions load;
    Strings patterns;              ///< data.files as given
    Strings files;                 ///< that match
    bool reads_otherwise = false;  ///< the configuration has names, units, labels or cuts for reading
    std::string configuration;     ///< effective, as YAML; without the grid
    Strings notes;                 ///< settings without effect
    std::size_t folds = 1;         ///< trainings that each test on another part of the events; 1: no folds
    std::size_t seeds = 1;         ///< trainings that differ only in the seed: options.seed, options.seed + 1, ...
    Grid grid;                     ///< `scan`; empty: one point

    bool is_single() const { return folds == 1 && seeds == 1 && grid.empty(); }
};

/// Reads the configuration `file` with `overrides` "key=value". Throws Error, also for keys that nothing reads.
TrainingJob read_job(std::string const& file, Strings const& overrides);

/// The files that `job` reads: events, and the models that its trainings begin with, with their seen_jets.h5.
Strings inputs_of(TrainingJob const& job);

/// All events of `files`. Warns of repeated events, of copies under other ids in another part of the split, or in
/// another of several `folds`, and of ids that are not unique. Throws Error.
data::Sequences load_training_events(Strings const& files, LoadOptions const& options, std::size_t folds,
                                     Listener& listener);

/// Warns if it is unknown which jets `model`, with which a training begins, has seen. Throws Error if the record of
/// them is damaged. `model` may be "".
void warn_of_parent(std::string const& model, Listener& listener);

/// Throws Error if torchrun, srun or mpirun have started several `processes`: `what` can't be shared among them.
void require_one_process(std::size_t processes, std::string const& what);

/// The default run directory: runs/vbf_20261121-T143000.
std::string new_run_directory(std::string const& name);

/// Area under the ROC curve, for TrainHooks.
double auc_of(std::vector<float> const& scores, std::vector<int> const& labels, std::vector<float> const& weights);

}  // namespace jetseq::workflow
