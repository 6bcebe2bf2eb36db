#include "jetseq/train/train.hpp"

#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <iostream>

#include "jetseq/apps/command.hpp"
#include "jetseq/apps/interrupt.hpp"
#include "jetseq/apps/load.hpp"
#include "jetseq/apps/progress.hpp"
#include "jetseq/apps/training_record.hpp"
#include "jetseq/data/split.hpp"
#include "jetseq/evaluate/roc.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/event/output_file.hpp"
#include "jetseq/infer/classifier.hpp"
#include "jetseq/models/frozen_model_write.hpp"

namespace jetseq {
namespace {
namespace fs = std::filesystem;

/// What one training is made of.
struct Job {
    TrainOptions options;
    LoadOptions load;
    std::vector<std::string> files;
    std::string configuration;  ///< effective, as YAML
};

TrainOptions train_options(Config& config) {
    TrainOptions options;
    options.name = config.get("name", options.name);
    options.frame = static_cast<Frame>(config.one_of("network.frame", {"detector", "canonical"}, 0));
    options.layers = config.get("network.layers", static_cast<long>(options.layers));
    options.cells = config.get("network.cells", static_cast<long>(options.cells));
    options.dropout = config.get("network.dropout", options.dropout);
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
    options.weights = config.get("train.weights", options.weights);
    options.average = static_cast<Average>(config.one_of("train.average", {"none", "ema", "swa"}, 0));
    options.average_decay = config.get("train.average_decay", options.average_decay);
    options.average_from = config.get("train.average_from", options.average_from);
    options.freeze_average = config.one_of("train.freeze", {"best", "average"}, 0) == 1;
    options.seed = config.get("train.seed", static_cast<unsigned long>(options.seed));
    options.threads = config.get("train.threads", options.threads);
    options.device = config.get("train.device", options.device);
    options.backend = config.get("train.backend", options.backend);
    check(options);
    return options;
}

Job read_job(std::string const& config_file, Strings const& overrides) {
    Config config{config_file, overrides};
    Job job;
    job.options = train_options(config);
    job.load = load_options(config);
    auto const patterns = config.get("data.files", Strings{});
    config.refuse_unknown_keys();
    if (patterns.empty()) config.fail("data.files", "is missing (files to train on expected; or give --data FILE)");
    job.files = files_matching(patterns);
    job.configuration = config.effective();
    return job;
}

Strings overrides_of(CommandLine const& line) {
    auto overrides = line.get<Strings>("set", {});
    if (line.has("data")) {
        std::string files;
        for (auto const& file : line.get<Strings>("data")) files += (files.empty() ? "[\"" : "\", \"") + file;
        overrides.push_back("data.files=" + files + "\"]");
    }
    if (line.has("device")) overrides.push_back("train.device=" + line.get<std::string>("device"));
    if (line.has("backend")) overrides.push_back("train.backend=" + line.get<std::string>("backend"));
    if (line.has("threads")) overrides.push_back("train.threads=" + std::to_string(line.get<int>("threads")));
    if (line.has("seed")) overrides.push_back("train.seed=" + std::to_string(line.get<unsigned long>("seed")));
    return overrides;
}

/// runs/vbf_20261121-T143000
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

void show_batch(ProgressBar& bar, TrainProgress const& progress) {
    char text[160];
    std::snprintf(text, sizeof text, "epoch %d/%d  loss %.4f  AUC %.4f  %.0f events/s  at most %s left", progress.epoch,
                  progress.max_epochs, progress.loss, progress.validation_auc, progress.events_per_second,
                  duration(progress.seconds_left).c_str());
    double const epochs =
        progress.epoch - 1 + static_cast<double>(progress.batch) / static_cast<double>(progress.batches);
    bar.show(epochs / progress.max_epochs, text);
}

void show_epoch(ProgressBar& bar, EpochRecord const& record) {
    char text[160];
    std::snprintf(text, sizeof text, "epoch %3d  loss %.5f  validation loss %.5f  AUC %.4f  %.0f events/s",
                  record.epoch, record.train_loss, record.validation_loss, record.validation_auc,
                  record.events_per_second);
    bar.line(text);
}

TrainHooks hooks_with(ProgressBar& bar) {
    TrainHooks hooks;
    hooks.auc = auc_of;
    hooks.on_batch = [&bar](TrainProgress const& progress) { show_batch(bar, progress); };
    hooks.on_epoch = [&bar](EpochRecord const& record) { show_epoch(bar, record); };
    hooks.stop_requested = interrupted;
    return hooks;
}

void print_parts(Sequences const& sequences) {
    auto const parts = split(sequences);
    std::cout << sequences.size() << " events: " << parts[0].size() << " to train, " << parts[1].size()
              << " to validate, " << parts[2].size() << " kept for the test; longest sequence " << sequences.longest()
              << " jets" << std::endl;
}

/// Trains, or goes on, in `directory`; writes the frozen model of the best epoch so far.
int train_in(std::string const& directory, Job const& job) {
    auto const sequences = load_sequences(job.files, job.load);
    auto const record = data_record(job.files, sequences);
    write_file(directory + "/config.yaml", job.configuration);
    print_parts(sequences);

    catch_interrupts();
    ProgressBar bar;
    auto result = train(sequences, job.options, directory, fingerprint(record, job.configuration), hooks_with(bar));
    write_metadata(directory, record, job.options, result);
    if (result.best_epoch == 0) {
        bar.line("stopped before the first epoch was finished\nnext: jetseq train --resume " + directory);
        return 0;
    }
    add_provenance(result.model, record, job.configuration, result);
    add_working_points(result.model, sequences);
    Classifier const checked{result.model};  // no model leaves whose canaries miss
    std::string const file = directory + "/" + job.options.name + ".json";
    write_frozen_model(file, result.model);
    std::cout << "best epoch " << result.best_epoch << " of " << result.history.size() << ", validation AUC "
              << result.history[static_cast<std::size_t>(result.best_epoch - 1)].validation_auc << '\n';
    std::cout << "wrote " << file << '\n';
    if (!result.finished)
        std::cout << "stopped on request; next: jetseq train --resume " << directory << '\n';
    else
        std::cout << "next: jetseq evaluate " << file << ' ' << job.files.front() << " --out " << directory
                  << "/report\n";
    return 0;
}

}  // namespace

int run_train(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq train", "Trains the network of a configuration and freezes its best epoch.\n"};
    syntax.add_options()("config", "network, training, data (configs/vbf_rnn.yaml)", cxxopts::value<std::string>())(
        "data", "files of sequences or events, or globs, in place of data.files", cxxopts::value<Strings>())(
        "out", "run directory; without it runs/NAME_DATE", cxxopts::value<std::string>())(
        "device", "auto, cpu, cuda", cxxopts::value<std::string>())(
        "backend", "auto, fused, torch (LibTorch's own LSTM)", cxxopts::value<std::string>())(
        "threads", "0: one for each core", cxxopts::value<int>())("seed", "same seed: same model, byte for byte",
                                                                  cxxopts::value<unsigned long>())(
        "set", "override a key of the configuration: key=value", cxxopts::value<Strings>())(
        "resume", "go on with the training in this run directory", cxxopts::value<std::string>());
    syntax.positional_help("CONFIG");
    CommandLine const line{syntax, {"config"}, {}, argc, argv};
    if (line.help()) return 0;
    if (line.has("resume") == line.has("config")) throw UsageError{"train: give either CONFIG or --resume DIR"};

    if (line.has("resume")) {
        auto const directory = line.get<std::string>("resume");
        return train_in(directory, read_job(directory + "/config.yaml", overrides_of(line)));
    }
    auto const job = read_job(line.get<std::string>("config"), overrides_of(line));
    auto const directory = line.get<std::string>("out", new_run_directory(job.options.name));
    if (fs::exists(directory + "/checkpoint.pt")) {
        throw Error{directory + " holds a training already (it would be lost). Go on with --resume " + directory +
                    ", or choose another folder"};
    }
    return train_in(directory, job);
}

}  // namespace jetseq
