#include "workflow/train/scan.hpp"

#include <cstdlib>
#include <iostream>

#include "apps/options/command.hpp"
#include "apps/options/overrides.hpp"
#include "apps/options/training_options.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/io/output_file.hpp"
#include "core/text/shell_word.hpp"
#include "train/ranks/rank_environment.hpp"
#include "workflow/models/run_directory.hpp"
#include "workflow/models/run_outputs.hpp"
#include "workflow/train/train_set.hpp"

namespace jetseq::apps {
namespace {

void print(std::string const& directory, workflow::TrainingJob const& job, std::vector<workflow::Trial> const& trials,
           std::vector<workflow::ScanRow> const& rows) {
    auto const& best = trials[rows.front().trials.front()];
    std::cout << workflow::table_of(job.grid, rows, job.options.finds_number()) << "wrote " << directory
              << "/scan.csv\nwrote " << directory << "/scan.json\nwrote " << directory << "/best.yaml (";
    for (auto const& value : rows.front().values) {
        std::cout << value << (&value == &rows.front().values.back() ? "" : " ");
    }
    std::string const file = directory + '/' + best.name + '/' + best.options.name + ".json";
    auto next = next_evaluation(job, file, directory);
    next.over_sets = train::scored_by_libtorch(best.options);
    std::cout << ": the lowest validation loss)\nnext: " << command_of(next) << "\n  or: jetseq train "
              << shell_word(directory + "/best.yaml") << (next.over_sets ? "" : " --folds 5") << '\n';
}

/// The configuration of each point, to be trained once.
Strings configurations_of(workflow::Grid const& grid, std::string const& file, Strings const& overrides) {
    Strings configurations;
    for (auto const& point : workflow::points_of(grid)) {
        auto all = overrides;
        all.insert(all.end(), point.begin(), point.end());
        all.insert(all.end(), {"train.seeds=1", "train.folds=1"});
        configurations.push_back(workflow::read_job(file, all).configuration);
    }
    return configurations;
}

int scan_in(std::string const& directory, std::string const& file, Strings const& overrides, bool resumes) {
    auto const job = workflow::read_job(file, overrides);
    auto const held =
        workflow::hold_run_directory(directory, "scan", workflow::RunKind::scan, resumes, workflow::inputs_of(job));
    if (!resumes) require_no_training(directory);  // one may have ended meanwhile
    workflow::check_grid(job.grid, overrides);
    Terminal terminal;
    terminal.notes(job.notes);
    auto const set = workflow::load_trials(directory, file, overrides, job, terminal);
    write_file(directory + "/config.yaml", job.configuration + workflow::as_yaml(job.grid));
    std::cout << set.trials.size() << " trainings of " << workflow::points_of(job.grid).size() << " configurations"
              << std::endl;
    auto const configurations = configurations_of(job.grid, file, overrides);  // the file may change meanwhile
    catch_interrupts();
    auto const results = workflow::run_trials(set.trials, job, set.files, set.sequences, directory, terminal);
    if (results.empty()) {
        std::cout << "stopped on request; next: jetseq scan --resume " << shell_word(directory) << '\n';
        return interrupted_exit_code();
    }
    auto const rows = workflow::write_scan(directory, job.grid, set.trials, results, configurations);
    print(directory, job, set.trials, rows);
    return 0;
}

int scan_as(CommandLine const& line) {
    auto const overrides = overrides_of(line);
    end_by_interrupts();
    if (line.has("resume")) {
        auto const directory = line.get<std::string>("resume");
        workflow::require_training(directory, true);
        return scan_in(directory, directory + "/config.yaml", overrides, true);
    }
    auto const file = line.get<std::string>("config");
    auto const directory = line.get<std::string>("out", workflow::new_run_directory("scan"));
    require_no_training(directory);
    return scan_in(directory, file, overrides, false);
}

}  // namespace

int run_scan(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq scan", "Trains each point of the grid `scan` of a configuration, side by side.\n"};
    syntax.add_options()("config", "a configuration with the key scan (configs/scan.yaml)",
                         cxxopts::value<std::string>())("out", "run directory; without it runs/NAME_DATE",
                                                        cxxopts::value<std::string>())(
        "resume", "resume the scan in this run directory", cxxopts::value<std::string>());
    add_job_options(syntax);
    syntax.positional_help("CONFIG");
    CommandLine const line{syntax, {"config"}, {}, argc, argv};
    if (line.help()) return 0;
    if (line.has("resume") == line.has("config")) throw UsageError{"scan: give either CONFIG or --resume DIR"};

    workflow::require_one_process(train::rank_environment([](char const* name) { return std::getenv(name); }).size,
                                  "jetseq scan");
    return with_options(options_with_keys(line), [&] { return scan_as(line); });
}

}  // namespace jetseq::apps
