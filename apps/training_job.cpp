#include "jetseq/apps/training_job.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "jetseq/apps/overrides.hpp"
#include "jetseq/evaluate/roc.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/select/tag_variables.hpp"

namespace jetseq {
namespace {
namespace fs = std::filesystem;

/// `gigabytes`, or, where that is 0, half of what the machine has.
std::size_t bytes_in_memory(double gigabytes) {
    if (gigabytes > 0) return static_cast<std::size_t>(gigabytes * 1e9);
    return static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) / 2 * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::vector<double> numbers(Config& config, std::string const& key) {
    std::vector<double> values;
    for (auto const& text : config.get(key, Strings{})) {
        char* end = nullptr;
        values.push_back(std::strtod(text.c_str(), &end));
        if (end == text.c_str() || *end != '\0') config.fail(key, "has '" + text + "' (numbers expected)");
    }
    return values;
}

Flattening flattening(Config& config) {
    Flattening flatten;
    flatten.variable =
        static_cast<Spectrum>(config.one_of("train.flatten.variable", {"none", "mass", "leading_pt", "n_jets"}, 0));
    flatten.bins = numbers(config, "train.flatten.bins");
    flatten.to_flat = config.one_of("train.flatten.to", {"flat", "same"}, 0) == 0;
    return flatten;
}

/// Widths of layers, `fallback` where the key is missing.
template <class Integer>
std::vector<Integer> widths(Config& config, std::string const& key, std::vector<Integer> const& fallback) {
    if (!config.has(key)) return fallback;
    std::vector<Integer> result;
    for (double const width : numbers(config, key)) {
        bool const whole = width >= 1 && width <= 4096 && width == std::floor(width);
        if (!whole) config.fail(key, "has a width that is no whole number from 1 to 4096");
        result.push_back(static_cast<Integer>(width));
    }
    return result;
}

/// A network of variables of the event; without a list of them all that tag jets have.
void read_dense_network(Config& config, TrainOptions& options) {
    options.variables = config.get("network.variables", Strings{tag_variable_names.begin(), tag_variable_names.end()});
    if (options.variables.empty()) config.fail("network.variables", "is empty (names expected)");
    options.hidden = widths(config, "network.hidden", options.hidden);
    options.activation =
        static_cast<Activation>(config.one_of("network.activation", {"linear", "rectified", "tanh", "sigmoid"}, 1));
}

/// A network over the jets as a set.
void read_set_network(Config& config, SetKind kind, SetNetwork& set) {
    set.kind = kind;
    if (kind == SetKind::deep_sets) {
        set.embedding = widths<std::size_t>(config, "network.embedding", {64, 64});
    } else {
        set.width = config.get("network.width", static_cast<unsigned long>(set.width));
        set.heads = config.get("network.heads", static_cast<unsigned long>(set.heads));
        set.blocks = config.get("network.blocks", static_cast<unsigned long>(set.blocks));
    }
    set.hidden = widths<std::size_t>(config, "network.hidden", {64});
}

void read_network(Config& config, TrainOptions& options) {
    options.frame = static_cast<Frame>(config.one_of("network.frame", {"detector", "canonical"}, 0));
    Strings const kinds{"lstm", "dense", "deep_sets", "attention"};
    auto const kind = config.has("network.kind") ? config.one_of("network.kind", kinds, 0) : 0;
    if (kind == 1) {
        read_dense_network(config, options);
    } else if (kind > 1) {
        read_set_network(config, kind == 2 ? SetKind::deep_sets : SetKind::attention, options.set);
    } else {
        options.layers = config.get("network.layers", static_cast<long>(options.layers));
        options.cells = config.get("network.cells", static_cast<long>(options.cells));
    }
    options.dropout = config.get("network.dropout", options.dropout);
    if (config.has("network.classes")) options.classes = config.get("network.classes", options.classes);
    options.set.outputs = options.outputs();
}

void read_steps(Config& config, TrainOptions& options) {
    options.batch_size = config.get("train.batch_size", static_cast<long>(options.batch_size));
    options.learning_rate = config.get("train.learning_rate", options.learning_rate);
    options.beta1 = config.get("train.beta1", options.beta1);
    options.beta2 = config.get("train.beta2", options.beta2);
    options.weight_decay = config.get("train.weight_decay", options.weight_decay);
    options.clip = config.get("train.clip", options.clip);
    options.schedule =
        static_cast<Schedule>(config.one_of("train.schedule", {"constant", "cosine", "plateau", "one_cycle"}, 0));
    options.final_learning_rate = config.get("train.final_learning_rate", options.final_learning_rate);
    options.warmup_epochs = config.get("train.warmup_epochs", options.warmup_epochs);
    options.plateau_patience = config.get("train.plateau_patience", options.plateau_patience);
    options.max_epochs = config.get("train.max_epochs", options.max_epochs);
    options.patience = config.get("train.patience", options.patience);
}

/// What events count, and which weights of the network are kept.
void read_weights(Config& config, TrainOptions& options) {
    options.weights = config.get("train.weights", options.weights);
    options.balance = static_cast<Balance>(config.one_of("train.balance", {"none", "classes"}, 0));
    options.flatten = flattening(config);
    options.average = static_cast<Average>(config.one_of("train.average", {"none", "ema", "swa"}, 0));
    options.average_decay = config.get("train.average_decay", options.average_decay);
    options.average_from = config.get("train.average_from", options.average_from);
    options.freeze_average = config.one_of("train.freeze", {"best", "average"}, 0) == 1;
}

TrainOptions train_options(Config& config) {
    TrainOptions options;
    options.name = config.get("name", options.name);
    read_network(config, options);
    options.from = config.get("train.from", options.from);
    read_steps(config, options);
    read_weights(config, options);
    options.tensorboard = config.get("train.tensorboard", options.tensorboard);
    options.seed = config.get("train.seed", static_cast<unsigned long>(options.seed));
    options.threads = config.get("train.threads", options.threads);
    options.device = config.get("train.device", options.device);
    options.backend = config.get("train.backend", options.backend);
    check(options);
    return options;
}

/// How often a job trains.
void read_repetitions(Config& config, TrainingJob& job) {
    job.folds = config.get("train.folds", static_cast<unsigned long>(job.folds));
    job.seeds = config.get("train.seeds", static_cast<unsigned long>(job.seeds));
    if (job.folds < 1) config.fail("train.folds", "is 0 (1: no folds, or 2 and more expected)");
    if (job.folds > 1024) config.fail("train.folds", "is more than a frozen file may hold (1024 at most)");
    if (job.seeds < 1) config.fail("train.seeds", "is 0 (1 or more expected)");
    if (job.folds > 1 && job.options.set.is_there()) {
        config.fail("train.folds", "stands beside network.kind deep_sets or attention (no ensemble is made of them)");
    }
    if (job.folds > 1 && !job.options.from.empty()) {
        config.fail("train.from", "stands beside folds (that model may have seen the events that folds test)");
    }
    job.grid = config.lists("scan");
}

}  // namespace

TrainingJob read_job(std::string const& file, Strings const& overrides) {
    Config config{file, overrides};
    TrainingJob job;
    job.options = train_options(config);
    job.load = load_options(config);
    job.load.classes = job.options.classes.size();
    job.load.names.variables = job.options.variables;
    double const memory = config.get("data.memory", 0.0);
    if (memory < 0) config.fail("data.memory", "is negative (gigabytes expected; 0: half of the machine's)");
    job.load.memory.bytes = bytes_in_memory(memory);
    read_repetitions(config, job);
    auto const patterns = config.get("data.files", Strings{});
    config.refuse_unknown_keys();
    if (patterns.empty()) config.fail("data.files", "is missing (files to train on expected; or give --data FILE)");
    job.files = files_matching(patterns);
    job.configuration = config.effective();
    return job;
}

void add_job_options(cxxopts::Options& syntax) {
    syntax.add_options()("data", "files of sequences or events, or globs, in place of data.files",
                         cxxopts::value<Strings>())("device", "auto, cpu, cuda", cxxopts::value<std::string>())(
        "backend", "auto, fused, torch (LibTorch's own LSTM)", cxxopts::value<std::string>())(
        "threads", "0: one for each core; of LibTorch one, for two are slower", cxxopts::value<int>())(
        "seed", "same seed: same model, byte for byte", cxxopts::value<unsigned long>())(
        "seeds", "train with so many seeds", cxxopts::value<unsigned long>())(
        "folds", "train so many networks, each on all events but those of its fold", cxxopts::value<unsigned long>());
    add_overrides(syntax);
}

Strings overrides_of(CommandLine const& line) {
    auto overrides = given_overrides(line);
    if (line.has("data")) {
        std::string files;
        for (auto const& file : line.get<Strings>("data")) files += (files.empty() ? "[\"" : "\", \"") + file;
        overrides.push_back("data.files=" + files + "\"]");
    }
    if (line.has("device")) overrides.push_back("train.device=" + line.get<std::string>("device"));
    if (line.has("backend")) overrides.push_back("train.backend=" + line.get<std::string>("backend"));
    if (line.has("threads")) overrides.push_back("train.threads=" + std::to_string(line.get<int>("threads")));
    for (char const* key : {"seed", "seeds", "folds"}) {
        if (!line.has(key)) continue;
        overrides.push_back("train." + std::string{key} + '=' + std::to_string(line.get<unsigned long>(key)));
    }
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
                directory + ", or choose another folder"};
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
    return "runs/" + name + "_" + text;
}

double auc_of(std::vector<float> const& scores, std::vector<int> const& labels, std::vector<float> const& weights) {
    std::vector<std::int8_t> const classes(labels.begin(), labels.end());
    return auc({scores, classes, weights}).value;
}

}  // namespace jetseq
