#include "workflow/train/training_job.hpp"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <limits>

#include "core/error.hpp"
#include "core/text/counted.hpp"
#include "data/sequences/identity.hpp"
#include "evaluate/metrics/roc.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "workflow/config/strict_yaml.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/run_directory.hpp"
#include "workflow/train/input_notes.hpp"
#include "workflow/train/train_config.hpp"

namespace jetseq::workflow {
namespace {
namespace fs = std::filesystem;

/// `gigabytes`, or, if that is 0, half of the machine's memory.
std::size_t bytes_in_memory(double gigabytes) {
    if (gigabytes > 0) return static_cast<std::size_t>(gigabytes * 1e9);
    return static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) / 2 * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// Reads how many folds and seeds a job trains.
void read_repetitions(Config& config, TrainingJob& job) {
    job.folds = config.get("train.folds", static_cast<unsigned long>(job.folds));
    job.seeds = config.get("train.seeds", static_cast<unsigned long>(job.seeds));
    if (job.seeds - 1 > std::numeric_limits<std::uint64_t>::max() - job.options.seed) {
        config.fail("train.seeds",
                    "is more than there are seeds from train.seed on (the last is 18446744073709551615). Use fewer, or "
                    "a smaller train.seed");
    }
    if (job.folds > 1 && train::scored_by_libtorch(job.options)) {
        config.fail("train.folds", job.options.joins()
                                       ? "can't be combined with network.kind attention (no ensemble is made of it)"
                                       : "can't be combined with network.kind deep_sets or attention without inputs "
                                         "(no ensemble is made of them)");
    }
    if (job.folds > 1 && !job.options.from.empty()) {
        config.fail("train.from", "can't be combined with folds (that model may have seen the events that folds test)");
    }
    job.grid = config.lists("scan");
}

/// Notes options that have no effect because of others.
Strings cut_off(train::TrainOptions const& options) {
    Strings notes;
    auto const epochs = std::to_string(options.max_epochs);
    if (options.warmup_epochs >= options.max_epochs) {
        notes.push_back("train.warmup_epochs is not below train.max_epochs, " + epochs +
                        " (train.learning_rate is never reached)");
    }
    if (options.schedule == train::Schedule::plateau && options.patience > 0 &&
        options.plateau_patience >= options.patience) {
        notes.push_back("train.plateau_patience is not below train.patience, " + std::to_string(options.patience) +
                        " (the training ends before the learning rate falls)");
    }
    return notes;
}

/// Throws Error if the frozen file would be too large for its readers.
void refuse_unreadable(Config const& config, TrainingJob const& job) {
    constexpr int most_epochs = 100000;  // in the history; patience ends trainings long before
    auto const epochs = static_cast<std::uint64_t>(std::min(job.options.max_epochs, most_epochs));
    try {
        require_readable({train::count_weights(job.options), job.folds, epochs});
    } catch (Error const& error) {
        config.fail("network", std::string{"is refused: "} + error.what());
    }
}

}  // namespace

TrainingJob read_job(std::string const& file, Strings const& overrides) {
    Config config{file, overrides, training_keys()};
    TrainingJob job;
    job.options = train_options(config);
    job.load = load_options(config);
    job.load.classes = job.options.classes.size();
    job.load.names.variables = job.options.variables;
    job.load.names.inputs = job.options.inputs;  // with the target
    job.load.memory.bytes = bytes_in_memory(config.get("data.memory", 0.0));
    read_repetitions(config, job);
    for (char const* key : {"data.names", "data.columns", "data.classes", "data.unit", "data.labels", "labels",
                            "target", "select", "objects"}) {
        job.reads_otherwise = job.reads_otherwise || config.has(key);
    }
    job.patterns = config.get("data.files", Strings{});
    config.refuse_unread_keys();
    refuse_unreadable(config, job);
    if (job.patterns.empty()) config.fail("data.files", "is missing (files to train on expected)");
    job.files = data::files_matching(job.patterns);
    job.configuration = config.effective(), job.notes = config.notes();
    for (auto const& note : cut_off(job.options)) job.notes.push_back(note);
    return job;
}

Strings inputs_of(TrainingJob const& job) {
    Strings parents{job.options.from}, inputs = job.files;
    if (auto const points = job.grid.find("train.from"); points != job.grid.end()) {
        for (auto const& parent : points->second) parents.push_back(frozen_file(scalar_in_yaml(parent)));
    }
    for (auto const& parent : parents) {
        if (!parent.empty()) inputs.insert(inputs.end(), {parent, seen_jets_beside(parent)});
    }
    return inputs;
}

namespace {

void warn_of_ids(data::RepeatedIds const& repeated, Listener& listener) {
    if (repeated.with_same_jets > 0) {
        listener.warning(counted(repeated.with_same_jets, "event appears", "events appear") +
                         " in the data more than once (each counts as often). Leave out files that hold the same "
                         "events");
    }
    if (repeated.with_other_jets == 0) return;
    listener.warning(counted(repeated.with_other_jets, "event has", "events have") +
                     " the sampleId and eventNumber of another: " + repeated.first_other +
                     " (what the model has seen can't be told by such ids; an evaluation refuses them). Give each "
                     "sample a sampleId of its own");
}

void warn_of_copies(Copies const& copies, Listener& listener) {
    if (copies.validation + copies.test == 0) return;
    listener.warning(std::to_string(copies.validation) + " validation and " +
                     counted(copies.test, "test event have", "test events have") +
                     " the jets of a training event with another sampleId or eventNumber (validation "
                     "and test flatter the model). Leave copies out, or give them the numbers of the first");
}

void warn_of_copies_in_folds(std::uint64_t in_other_folds, Listener& listener) {
    if (in_other_folds == 0) return;
    listener.warning(counted(in_other_folds, "event has", "events have") +
                     " the jets of an event in another fold with another sampleId or eventNumber (networks "
                     "that have seen them test them, and flatter the ensemble). Leave copies out, or give them the "
                     "numbers of the first");
}

}  // namespace

data::Sequences load_training_events(Strings const& files, LoadOptions const& options, std::size_t folds,
                                     Listener& listener) {
    auto sequences = load_sequences(files, options, listener);
    tell_of_inputs(sequences, options.names, folds, listener);
    warn_of_ids(data::repeated_ids(sequences), listener);
    if (folds > 1)
        warn_of_copies_in_folds(copies_across_folds(sequences, folds), listener);
    else
        warn_of_copies(copies_across_parts(sequences, {}), listener);
    return sequences;
}

void warn_of_parent(std::string const& model, Listener& listener) {
    if (model.empty()) return;
    if (auto const why = check_seen_jets(model); !why.empty()) listener.warning(why);
}

void require_one_process(std::size_t processes, std::string const& what) {
    if (processes == 1) return;
    throw Error{what + " runs in one process (there are " + std::to_string(processes) +
                "; only a single training is shared by many). Start it once, without a launcher"};
}

std::string new_run_directory(std::string const& name) {
    std::time_t const now = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%d-T%H%M%S", std::localtime(&now));
    std::string const first = "runs/" + name + "_" + text;
    std::string directory = first;
    for (int n = 2; fs::exists(directory); ++n) directory = first + "_" + std::to_string(n);
    return directory;
}

double auc_of(std::vector<float> const& scores, std::vector<int> const& labels, std::vector<float> const& weights) {
    std::vector<std::int8_t> const classes(labels.begin(), labels.end());
    return evaluate::auc({scores, classes, weights}).value;
}

}  // namespace jetseq::workflow
