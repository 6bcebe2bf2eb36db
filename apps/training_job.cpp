#include "apps/training_job.hpp"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <limits>

#include "apps/overrides.hpp"
#include "apps/seen_jets.hpp"
#include "apps/shell_word.hpp"
#include "apps/strict_yaml.hpp"
#include "apps/train_config.hpp"
#include "core/error.hpp"
#include "data/sequences/identity.hpp"
#include "evaluate/metrics/roc.hpp"
#include "models/frozen/frozen_model_write.hpp"

namespace jetseq {
namespace {
namespace fs = std::filesystem;

/// `gigabytes`, or, where that is 0, half of what the machine has.
std::size_t bytes_in_memory(double gigabytes) {
    if (gigabytes > 0) return static_cast<std::size_t>(gigabytes * 1e9);
    return static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) / 2 * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// How often a job trains.
void read_repetitions(Config& config, TrainingJob& job) {
    job.folds = config.get("train.folds", static_cast<unsigned long>(job.folds));
    job.seeds = config.get("train.seeds", static_cast<unsigned long>(job.seeds));
    if (job.seeds - 1 > std::numeric_limits<std::uint64_t>::max() - job.options.seed) {
        config.fail("train.seeds",
                    "is more than there are seeds from train.seed on (the last is 18446744073709551615). Use fewer, or "
                    "a smaller train.seed");
    }
    if (job.folds > 1 && job.options.set.is_there()) {
        config.fail("train.folds", "stands beside network.kind deep_sets or attention (no ensemble is made of them)");
    }
    if (job.folds > 1 && !job.options.from.empty()) {
        config.fail("train.from", "stands beside folds (that model may have seen the events that folds test)");
    }
    job.grid = config.lists("scan");
}

/// Options that others keep from acting.
Strings cut_off(TrainOptions const& options) {
    Strings notes;
    auto const epochs = std::to_string(options.max_epochs);
    if (options.warmup_epochs >= options.max_epochs) {
        notes.push_back("train.warmup_epochs is not below train.max_epochs, " + epochs +
                        " (train.learning_rate is never reached)");
    }
    if (options.schedule == Schedule::plateau && options.patience > 0 && options.plateau_patience >= options.patience) {
        notes.push_back("train.plateau_patience is not below train.patience, " + std::to_string(options.patience) +
                        " (the training ends before the learning rate falls)");
    }
    return notes;
}

/// Throws Error if the frozen file would be too large for its readers.
void refuse_unreadable(Config const& config, TrainingJob const& job) {
    constexpr int most_epochs = 100000;  // of a history; patience ends trainings long before
    auto const epochs = static_cast<std::uint64_t>(std::min(job.options.max_epochs, most_epochs));
    try {
        require_readable({count_weights(job.options), job.folds, epochs});
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
    job.load.memory.bytes = bytes_in_memory(config.get("data.memory", 0.0));
    read_repetitions(config, job);
    for (char const* key :
         {"data.names", "data.columns", "data.classes", "data.unit", "data.labels", "select", "objects"}) {
        job.reads_otherwise = job.reads_otherwise || config.has(key);
    }
    job.patterns = config.get("data.files", Strings{});
    config.refuse_unread_keys();
    refuse_unreadable(config, job);
    if (job.patterns.empty()) config.fail("data.files", "is missing (files to train on expected; or give --data FILE)");
    job.files = files_matching(job.patterns);
    job.configuration = config.effective(), job.notes = config.notes();
    for (auto const& note : cut_off(job.options)) job.notes.push_back(note);
    return job;
}

namespace {

void warn_of_ids(RepeatedIds const& repeated) {
    if (repeated.with_same_jets > 0) {
        std::cerr << "jetseq: warning: " << repeated.with_same_jets
                  << " events stand in the data more than once (each counts as often). Leave out files that hold the "
                     "same events\n";
    }
    if (repeated.with_other_jets == 0) return;
    std::cerr << "jetseq: warning: " << repeated.with_other_jets
              << " events have the sampleId and eventNumber of another: " << repeated.first_other
              << " (what the model has seen can't be told by such ids; jetseq evaluate refuses "
              << "them). Give each sample a sampleId of its own\n";
}

void warn_of_copies(Copies const& copies) {
    if (copies.validation + copies.test == 0) return;
    std::cerr << "jetseq: warning: " << copies.validation << " validation and " << copies.test
              << " test events have the jets of a training event with another sampleId or eventNumber (validation and "
                 "test flatter the model). Leave copies out, or give them the numbers of the first\n";
}

}  // namespace

Sequences load_training_events(Strings const& files, LoadOptions const& options, std::size_t folds, bool warns) {
    auto sequences = load_sequences(files, options);
    if (!warns) return sequences;
    warn_of_ids(repeated_ids(sequences));
    warn_of_copies(copies_across_parts(sequences, {0, folds}));
    return sequences;
}

NextEvaluation next_evaluation(TrainingJob const& job, std::string const& model, std::string const& directory) {
    NextEvaluation next{model, job.options.set.is_there(), job.patterns};
    if (job.reads_otherwise) next.config = directory + "/config.yaml";
    next.all_events = job.folds > 1;
    next.folder = directory;
    return next;
}

void add_job_options(cxxopts::Options& syntax) {
    syntax.add_options()("data", "files of sequences or events, or globs, in place of data.files",
                         cxxopts::value<Strings>())("device", "auto, cpu, cuda", cxxopts::value<std::string>())(
        "backend", "auto, fused, torch (LibTorch's own LSTM)", cxxopts::value<std::string>())(
        "threads", "0: one for each core; of LibTorch one, for two are slower", cxxopts::value<std::string>())(
        "seed", "same seed: same model, byte for byte", cxxopts::value<std::string>())(
        "seeds", "train with so many seeds", cxxopts::value<std::string>())(
        "folds", "train so many networks, each on all events but those of its fold", cxxopts::value<std::string>());
    add_overrides(syntax);
}

Strings overrides_of(CommandLine const& line) {
    auto overrides = given_overrides(line);
    if (line.has("data")) {
        std::string files;
        for (auto const& file : line.get<Strings>("data")) files += (files.empty() ? "[" : ", ") + quoted_yaml(file);
        overrides.push_back("data.files=" + files + "]");
    }
    for (std::string const key : {"device", "backend"}) {
        if (line.has(key)) overrides.push_back("train." + key + '=' + quoted_yaml(line.get<std::string>(key)));
    }
    add_number<int>(line, "threads", "train.threads", overrides);
    for (std::string const key : {"seed", "seeds", "folds"}) {
        add_number<unsigned long>(line, key, "train." + key, overrides);
    }
    refuse_repeated(overrides);
    return overrides;
}

void require_no_training(std::string const& directory, std::string const& command) {
    bool found = fs::exists(directory + "/checkpoint.pt");
    if (!found && fs::exists(directory + "/config.yaml")) {  // else a folder of runs
        for (auto const& entry : fs::directory_iterator{directory}) {
            found = found || fs::exists(entry.path() / "checkpoint.pt");
        }
    }
    if (!found) return;
    throw Error{directory + " holds a training already (it would be lost). Go on with " + command + " --resume " +
                shell_word(directory) + ", or choose another folder"};
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
    return auc({scores, classes, weights}).value;
}

}  // namespace jetseq
