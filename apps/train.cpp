#include "train/loop/train.hpp"

#include <fmt/core.h>

#include <cmath>
#include <cstdlib>
#include <iostream>

#include "apps/options/command.hpp"
#include "apps/options/overrides.hpp"
#include "apps/options/training_options.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/remedies.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/error.hpp"
#include "core/io/old_outputs.hpp"
#include "core/io/output_file.hpp"
#include "core/text/shell_word.hpp"
#include "data/sequences/split.hpp"
#include "train/ranks/c10d_ranks.hpp"
#include "workflow/models/run_directory.hpp"
#include "workflow/models/run_outputs.hpp"
#include "workflow/train/find_rate.hpp"
#include "workflow/train/single_training.hpp"
#include "workflow/train/train_set.hpp"
#include "workflow/train/training_record.hpp"
#include "workflow/train/trial_summary.hpp"

namespace jetseq::apps {
namespace {

void show_batch(ProgressBar& bar, train::TrainProgress const& progress) {
    auto const quality = std::isfinite(progress.validation_width)
                             ? fmt::format("width {:.4g}", progress.validation_width)
                             : fmt::format("AUC {:.4f}", progress.validation_auc);
    auto const text = fmt::format("epoch {}/{}  loss {:.4f}  {}  {:.0f} events/s  at most {} left", progress.epoch,
                                  progress.max_epochs, progress.loss, quality, progress.events_per_second,
                                  duration(progress.seconds_left));
    double const epochs =
        progress.epoch - 1 + static_cast<double>(progress.batch) / static_cast<double>(progress.batches);
    bar.show(epochs / progress.max_epochs, text);
}

/// Text on an epoch beside its loss.
std::string quality_of(train::EpochRecord const& record) {
    if (!record.has_residuals()) return fmt::format("AUC {:.4f}", record.validation_auc);
    return fmt::format("bias {:.4g}  width {:.4g}", record.validation_bias, record.validation_width);
}

void show_epoch(ProgressBar& bar, train::EpochRecord const& record) {
    bar.line(fmt::format("epoch {:3}  loss {:.5f}  validation loss {:.5f}  {}  {:.0f} events/s", record.epoch,
                         record.train_loss, record.validation_loss, quality_of(record), record.events_per_second));
}

train::TrainHooks hooks_with(ProgressBar& bar, bool shown) {
    train::TrainHooks hooks;
    hooks.stop_requested = interrupted;
    if (!shown) return hooks;
    hooks.on_batch = [&bar](train::TrainProgress const& progress) { show_batch(bar, progress); };
    hooks.on_epoch = [&bar](train::EpochRecord const& record) { show_epoch(bar, record); };
    return hooks;
}

void print_parts(data::Sequences const& sequences) {
    auto const parts = data::split(sequences);
    std::cout << sequences.size() << " events: " << parts[0].size() << " to train, " << parts[1].size()
              << " to validate, " << parts[2].size() << " kept for the test; longest sequence ";
    if (sequences.objects.empty()) std::cout << sequences.longest() << " jets";
    for (std::size_t k = 0; k < sequences.objects.size(); ++k) {
        auto const& list = sequences.objects[k];
        std::cout << (k > 0 ? ", " : "") << list.longest() << ' ' << list.choice.name;
    }
    std::cout << std::endl;
    if (sequences.in_file()) std::cout << "more than data.memory allows: they are kept in the run directory\n";
}

int train_one(std::string const& directory, workflow::TrainingJob const& job, train::Ranks& ranks) {
    Terminal terminal;
    auto const data = workflow::load_recorded_events(directory, job, ranks, terminal);
    if (ranks.writes()) print_parts(data.sequences);

    catch_interrupts();
    ProgressBar bar;
    auto const [result, file] = workflow::train_in(directory, job, data, hooks_with(bar, ranks.writes()), ranks);
    int const code = result.finished ? 0 : interrupted_exit_code();
    if (!ranks.writes()) return result.failure.empty() ? code : 1;  // rank 0 says why
    if (file.empty()) {
        bar.line("stopped before the first epoch was finished\nnext: jetseq train --resume " + shell_word(directory));
        return interrupted_exit_code();
    }
    auto const& best = result.history[static_cast<std::size_t>(result.best_epoch - 1)];
    std::cout << "best epoch " << result.best_epoch << " of " << result.history.size() << ", validation ";
    if (best.has_residuals())
        std::cout << quality_of(best) << '\n';
    else
        std::cout << "AUC " << best.validation_auc << '\n';
    std::cout << "wrote " << file << '\n';
    if (!result.failure.empty()) throw Error{result.failure};
    if (result.finished)
        std::cout << "next: " << command_of(next_evaluation(job, file, directory)) << '\n';
    else
        std::cout << "stopped on request; next: jetseq train --resume " << shell_word(directory) << '\n';
    return code;
}

/// All folds and seeds of `job`, which `file` and `overrides` say.
int train_set(std::string const& directory, std::string const& file, Strings const& overrides,
              workflow::TrainingJob const& job) {
    Terminal terminal;
    auto const set = workflow::load_trials(directory, file, overrides, job, terminal);
    write_file(directory + "/config.yaml", job.configuration);
    std::cout << set.trials.size() << " trainings: " << job.folds << (job.folds == 1 ? " fold (all), " : " folds, ")
              << job.seeds << (job.seeds == 1 ? " seed" : " seeds") << std::endl;
    catch_interrupts();
    auto const results = workflow::run_trials(set.trials, job, set.files, set.sequences, directory, terminal);
    if (results.empty()) {
        std::cout << "stopped on request; next: jetseq train --resume " << shell_word(directory) << '\n';
        return interrupted_exit_code();
    }
    auto const frozen = workflow::freeze_trials(directory, job, set, results);
    std::cout << workflow::table_of(set.trials, results);
    if (!frozen.ensemble.empty()) {
        std::cout << "ensemble, each event scored by the network that has not seen it: " << frozen.ensemble << '\n';
    }
    std::cout << "wrote " << frozen.summary << "\nwrote " << frozen.model << " (of " << frozen.best
              << (job.folds > 1 ? ", ...)\n" : ", the lowest validation loss)\n")
              << "next: " << command_of(next_evaluation(job, frozen.model, directory)) << '\n';
    return 0;
}

/// Sweeps through learning rates and suggests one.
int find_rate(std::string const& directory, workflow::TrainingJob job, std::string const& file,
              Strings const& overrides) {
    require_text_of_output(directory + "/learning_rates.csv", begin_with(workflow::rates_begin));
    require_no_folder(directory + "/learning_rates.svg");
    OutputFolder const held{directory, OutputFolder::Busy::refuse};
    job.load.memory.directory = directory;
    Terminal terminal;
    auto const sequences =
        workflow::load_training_events(workflow::in_order_of_content(job.files).paths, job.load, job.folds, terminal);
    catch_interrupts();
    auto const found = workflow::find_learning_rate(directory, sequences, job.options, terminal);
    std::cout << "suggested learning rate: " << found.learning_rate << " (a tenth of the rate of the lowest loss)\n";
    for (auto const& written : found.files) std::cout << "wrote " << written << '\n';
    std::cout << "next: jetseq train " << shell_word(file);
    for (auto const& override : overrides) {
        if (override.rfind("train.learning_rate=", 0) != 0) std::cout << " --set " << shell_word(override);
    }
    std::cout << " --set train.learning_rate=" << found.learning_rate << '\n';
    return interrupted() ? interrupted_exit_code() : 0;
}

/// One training, shared by all ranks, or all folds and seeds. No other process trains in `directory` meanwhile.
int run_job(std::string const& directory, std::string const& file, Strings const& overrides, train::Ranks& ranks,
            bool resumes) {
    auto const job = workflow::read_job(file, overrides);
    if (!job.grid.empty())
        throw Error{file + " has the key 'scan' (many trainings). Run jetseq scan " + shell_word(file)};
    if (ranks.writes()) Terminal{}.notes(job.notes);
    auto const kind = job.folds > 1   ? workflow::RunKind::folds
                      : job.seeds > 1 ? workflow::RunKind::seeds
                                      : workflow::RunKind::single_training;
    std::unique_ptr<OutputFolder> held;
    if (ranks.writes())
        held = workflow::hold_run_directory(directory, job.options.name, kind, resumes, workflow::inputs_of(job));
    if (ranks.writes() && !resumes) require_no_training(directory);  // one may have ended meanwhile
    if (job.is_single()) return train_one(directory, job, ranks);
    workflow::require_one_process(ranks.size(), "a set of folds and seeds");
    return train_set(directory, file, overrides, job);
}

int train_as(CommandLine const& line, train::Ranks& ranks) {
    end_by_interrupts();
    if (line.has("resume")) {
        auto const directory = line.get<std::string>("resume");
        workflow::require_training(directory, false);
        return run_job(directory, directory + "/config.yaml", overrides_of(line), ranks, true);
    }
    auto const file = line.get<std::string>("config");
    auto const job = workflow::read_job(file, overrides_of(line));
    auto const directory = line.get<std::string>("out", workflow::new_run_directory(job.options.name));
    if (line.has("find-learning-rate")) {
        workflow::require_one_process(ranks.size(), "--find-learning-rate");
        return find_rate(directory, job, file, overrides_of(line));
    }
    if (ranks.writes()) require_no_training(directory);
    return run_job(directory, file, overrides_of(line), ranks, false);
}

}  // namespace

int run_train(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq train", "Trains the network of a configuration and freezes its best epoch.\n"};
    syntax.add_options()("config", "network, training, data (configs/vbf_rnn.yaml)", cxxopts::value<std::string>())(
        "out", "run directory; without it runs/NAME_DATE", cxxopts::value<std::string>())(
        "resume", "resume the training in this run directory", cxxopts::value<std::string>())(
        "find-learning-rate", "sweep through learning rates and suggest one, in place of training");
    add_job_options(syntax);
    syntax.positional_help("CONFIG");
    CommandLine const line{syntax, {"config"}, {}, argc, argv};
    if (line.help()) return 0;
    if (line.has("resume") == line.has("config")) throw UsageError{"train: give either CONFIG or --resume DIR"};

    auto const ranks = train::join_ranks(train::rank_environment([](char const* name) { return std::getenv(name); }));
    try {
        return with_options(options_with_keys(line), [&] { return train_as(line, *ranks); });
    } catch (train::RankLost const& lost) {
        throw ranks->who_is_lost(lost);
    } catch (Error const& error) {
        ranks->leave(in_words_of_command(error));
        throw;
    }
}

}  // namespace jetseq::apps
