#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sstream>

#include "apps/command.hpp"
#include "apps/interrupt.hpp"
#include "apps/model_files.hpp"
#include "apps/overrides.hpp"
#include "apps/shell_word.hpp"
#include "apps/strict_yaml.hpp"
#include "apps/training_job.hpp"
#include "apps/training_record.hpp"
#include "apps/trial_summary.hpp"
#include "apps/trials.hpp"
#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "train/ranks/rank_environment.hpp"

namespace jetseq {
namespace {

/// A point of the grid and what its trainings came to.
struct Row {
    std::size_t point = 0;
    Strings values;
    MeanAndSpread loss, auc;
    std::vector<std::size_t> trials;  ///< places of its trainings
};

/// Throws Error where a key of the grid is none that trainings on the same events may differ in.
void check_grid(Grid const& grid, Strings const& overrides) {
    Strings const fixed{"train.folds", "train.seed", "train.seeds", "train.threads", "train.device", "train.backend"};
    if (grid.empty()) throw Error{"nothing to scan (the key 'scan' is missing or empty). See docs/training.md"};
    for (auto const& [key, values] : grid) {
        bool const known = key.rfind("train.", 0) == 0 || key.rfind("network.", 0) == 0;
        if (!known || std::find(fixed.begin(), fixed.end(), key) != fixed.end()) {
            throw Error{"scan: key '" + key +
                        "' can't be scanned (keys of network and train can, but seeds, folds, "
                        "threads and devices). Take it out"};
        }
        for (auto const& override : overrides) {
            if (override.rfind(key + '=', 0) != 0) continue;
            throw Error{"--set " + override + " has no effect (the scan sets " + key + "). Take one of them out"};
        }
        if (values.empty()) throw Error{"scan: key '" + key + "' has no values (a list expected). Give it some"};
    }
}

/// Sorted by mean validation loss.
std::vector<Row> rows_of(Grid const& grid, std::vector<Trial> const& trials, std::vector<TrialResult> const& results) {
    std::vector<Row> rows;
    for (auto const& values : points_of(grid)) {
        Row row{rows.size(), values, {}, {}, {}};
        std::vector<double> losses, areas;
        for (std::size_t n = 0; n < trials.size(); ++n) {
            if (trials[n].point != row.point) continue;
            losses.push_back(results[n].loss), areas.push_back(results[n].auc), row.trials.push_back(n);
        }
        row.loss = mean_and_spread(losses), row.auc = mean_and_spread(areas);
        rows.push_back(row);
    }
    std::stable_sort(rows.begin(), rows.end(), [](Row const& a, Row const& b) { return a.loss.mean < b.loss.mean; });
    return rows;
}

std::string value_in(std::string const& override) { return override.substr(override.find('=') + 1); }

/// Infinite: a training diverged.
std::string with_spread(MeanAndSpread const& both, int digits) {
    if (!std::isfinite(both.mean)) return "diverged";
    char text[64];
    if (both.spread == both.spread)
        std::snprintf(text, sizeof text, "%.*f +- %.*f", digits, both.mean, digits, both.spread);
    else
        std::snprintf(text, sizeof text, "%.*f", digits, both.mean);
    return text;
}

/// Columns as wide as their longest cell.
std::string aligned(std::vector<Strings> const& cells) {
    std::string text;
    for (auto const& row : cells) {
        for (std::size_t k = 0; k < row.size(); ++k) {
            std::size_t width = 0;
            for (auto const& other : cells) width = std::max(width, other[k].size());
            text += row[k] + std::string(k + 1 < row.size() ? width - row[k].size() + 2 : 0, ' ');
        }
        text += '\n';
    }
    return text;
}

std::string table(Grid const& grid, std::vector<Row> const& rows) {
    std::vector<Strings> cells{{}};
    for (auto const& [key, values] : grid) cells[0].push_back(key);
    cells[0].insert(cells[0].end(), {"validation loss", "AUC"});
    for (auto const& row : rows) {
        cells.emplace_back();
        for (auto const& value : row.values) cells.back().push_back(value_in(value));
        cells.back().insert(cells.back().end(), {with_spread(row.loss, 5), with_spread(row.auc, 4)});
    }
    return aligned(cells);
}

std::string number(double value) {
    std::ostringstream text;
    text.precision(9);
    if (std::isfinite(value)) text << value;
    return text.str();
}

/// What is not finite is an empty cell.
std::string csv(Grid const& grid, std::vector<Row> const& rows) {
    std::string text;
    for (auto const& [key, values] : grid) text += key + ',';
    text += "trainings,validation_loss,validation_loss_spread,auc,auc_spread\n";
    for (auto const& row : rows) {
        for (auto const& value : row.values) text += value_in(value) + ',';
        text += std::to_string(row.trials.size());
        for (double const value : {row.loss.mean, row.loss.spread, row.auc.mean, row.auc.spread}) {
            text += ',' + number(value);
        }
        text += '\n';
    }
    return text;
}

Json json(std::vector<Row> const& rows, std::vector<Trial> const& trials) {
    Json points = Json::array();
    for (auto const& row : rows) {
        Json values, names = Json::array();
        for (auto const& value : row.values) values[value.substr(0, value.find('='))] = value_in(value);
        for (std::size_t const n : row.trials) names.push_back(trials[n].name);
        points.push_back({{"values", values},
                          {"validation_loss", {{"mean", as_json(row.loss.mean)}, {"spread", as_json(row.loss.spread)}}},
                          {"auc", {{"mean", as_json(row.auc.mean)}, {"spread", as_json(row.auc.spread)}}},
                          {"trainings", names}});
    }
    return {{"kind", "jetseq_scan"}, {"points", points}};
}

/// The grid as a configuration has it.
std::string as_yaml(Grid const& grid) {
    std::string text = "scan:\n";
    for (auto const& [key, values] : grid) {
        text += "  " + key + ": [";
        for (std::size_t n = 0; n < values.size(); ++n) text += (n == 0 ? "" : ", ") + quoted_yaml(values[n]);
        text += "]\n";
    }
    return text;
}

/// `configuration_of`: the configuration of a point, to be trained once.
void write_results(std::string const& directory, TrainingJob const& job, std::vector<Trial> const& trials,
                   std::vector<TrialResult> const& results,
                   std::function<std::string(Strings const& point)> const& configuration_of) {
    auto const rows = rows_of(job.grid, trials, results);
    if (std::isinf(rows.front().loss.mean)) throw Error{"all points diverged: " + results.front().training.failure};
    auto const& best = trials[rows.front().trials.front()];
    std::cout << table(job.grid, rows);
    write_file(directory + "/scan.csv", csv(job.grid, rows));
    write_json(directory + "/scan.json", json(rows, trials));
    write_file(directory + "/best.yaml", configuration_of(rows.front().values));
    std::cout << "wrote " << directory << "/scan.csv\nwrote " << directory << "/scan.json\nwrote " << directory
              << "/best.yaml (";
    for (auto const& value : rows.front().values)
        std::cout << value << (&value == &rows.front().values.back() ? "" : " ");
    std::string const file = directory + '/' + best.name + '/' + best.options.name + ".json";
    auto next = next_evaluation(job, file, directory);
    next.over_sets = best.options.set.is_there();
    std::cout << ": the lowest validation loss)\nnext: " << command_of(next) << "\n  or: jetseq train "
              << shell_word(directory + "/best.yaml") << (next.over_sets ? "" : " --folds 5") << '\n';
}

int scan_in(std::string const& directory, std::string const& file, Strings const& overrides, bool resumes) {
    auto job = read_job(file, overrides);
    auto const held = hold_run_directory(directory, "scan", resumes);
    check_grid(job.grid, overrides);
    print_notes(job.notes);
    auto const trials = trials_of(file, overrides, job);
    for (auto const& trial : trials) announce_run(directory + "/" + trial.name, trial.options.name);
    job.load.memory.directory = directory;
    auto const files = in_order_of_content(job.files);
    auto const sequences = load_training_events(files.paths, job.load, job.folds);
    write_file(directory + "/config.yaml", job.configuration + as_yaml(job.grid));
    std::cout << trials.size() << " trainings of " << points_of(job.grid).size() << " configurations" << std::endl;
    catch_interrupts();
    auto const results = run_trials(trials, job, files.record, sequences, directory);
    if (results.empty()) {
        std::cout << "stopped on request; next: jetseq scan --resume " << shell_word(directory) << '\n';
        return interrupted_exit_code();
    }
    write_results(directory, job, trials, results, [&](Strings const& point) {
        auto all = overrides;
        all.insert(all.end(), point.begin(), point.end());
        all.insert(all.end(), {"train.seeds=1", "train.folds=1"});
        return read_job(file, all).configuration;
    });
    return 0;
}

}  // namespace

int run_scan(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq scan", "Trains each point of the grid `scan` of a configuration, side by side.\n"};
    syntax.add_options()("config", "a configuration with the key scan (configs/scan.yaml)",
                         cxxopts::value<std::string>())("out", "run directory; without it runs/NAME_DATE",
                                                        cxxopts::value<std::string>())(
        "resume", "go on with the scan in this run directory", cxxopts::value<std::string>());
    add_job_options(syntax);
    syntax.positional_help("CONFIG");
    CommandLine const line{syntax, {"config"}, {}, argc, argv};
    if (line.help()) return 0;
    if (line.has("resume") == line.has("config")) throw UsageError{"scan: give either CONFIG or --resume DIR"};

    require_one_process(rank_environment([](char const* name) { return std::getenv(name); }).size, "jetseq scan");
    auto const overrides = overrides_of(line);
    end_by_interrupts();
    if (line.has("resume")) {
        auto const directory = line.get<std::string>("resume");
        require_training(directory, "jetseq scan");
        return scan_in(directory, directory + "/config.yaml", overrides, true);
    }
    auto const file = line.get<std::string>("config");
    auto const directory = line.get<std::string>("out", new_run_directory("scan"));
    require_no_training(directory, "jetseq scan");
    return scan_in(directory, file, overrides, false);
}

}  // namespace jetseq
