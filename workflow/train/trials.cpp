#include "workflow/train/trials.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "core/parallel/parallel_for.hpp"
#include "core/text/number_text.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "train/backends/cuda_backend.hpp"
#include "train/input/parts.hpp"
#include "train/loop/schedule.hpp"
#include "train/torch/make_backend.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/train/training_record.hpp"
#include "workflow/train/trial_progress.hpp"

namespace jetseq::workflow {
namespace {

/// `text` with '_' for everything but letters, digits, dots and dashes.
std::string file_name(std::string text) {
    for (char& c : text) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && c != '.' && c != '-') c = '_';
    }
    return text;
}

/// "network.cells_16-fold0-seed1": only keys, folds and seeds with several values are named.
std::string name_of(Strings const& point, std::size_t fold, std::uint64_t seed, TrainingJob const& job) {
    std::string name;
    auto const add = [&name](std::string const& part) { name += (name.empty() ? "" : "-") + part; };
    for (auto const& value : point) add(file_name(value));
    if (job.folds > 1) add("fold" + std::to_string(fold));
    if (job.seeds > 1 || name.empty()) add("seed" + std::to_string(seed));
    return name;
}

void require_different(std::vector<Trial> const& trials) {
    std::set<std::string> names;
    std::set<std::pair<std::string, std::size_t>> settings;
    for (auto const& trial : trials) {
        bool const has_new_name = names.insert(trial.name).second;
        bool const is_new = settings.emplace(trial.configuration, trial.options.fold.index).second;
        if (has_new_name && is_new) continue;
        throw Error{"scan: the training " + trial.name +
                    " appears twice (a value is repeated, or differs in signs only). Change the lists"};
    }
}

/// Throws Error for too many trainings, as by a typing error, which would fill the memory.
void require_few(TrainingJob const& job) {
    constexpr double most = 100'000;
    double trials = static_cast<double>(job.seeds) * static_cast<double>(job.folds);
    for (auto const& [key, values] : job.grid) trials *= static_cast<double>(values.size());
    if (trials <= most) return;
    throw Error{"these are " + shortest(trials) + " trainings (seeds times folds times points of the scan; " +
                shortest(most) + " at most). Use fewer"};
}

Trial trial_of(TrainingJob const& of_point, std::size_t fold, std::uint64_t seed, std::string const& configuration) {
    Trial trial{"", 0, of_point.options, configuration};
    trial.options.seed = seed, trial.options.fold = {fold, of_point.folds}, trial.options.threads = 1;
    return trial;
}

constexpr std::size_t most_on_gpu = 64;  ///< each also has its data on the host

bool all_use_cuda(std::vector<Trial> const& trials) {
    return std::all_of(trials.begin(), trials.end(),
                       [](Trial const& trial) { return train::uses_cuda(trial.options); });
}

/// The number of trials that run side by side.
std::size_t at_once(std::vector<Trial> const& trials, train::TrainOptions const& options) {
    if (all_use_cuda(trials)) return options.threads > 0 ? static_cast<std::size_t>(options.threads) : most_on_gpu;
    return train::uses_libtorch(options) || train::uses_cuda(options) ? 1 : thread_count(options.threads);
}

double lowest_loss(train::TrainResult const& result, train::TrainOptions const& options) {
    double lowest = std::numeric_limits<double>::infinity();
    for (auto const& record : result.history) lowest = std::min(lowest, train::loss_that_counts(options, record));
    return lowest;
}

double auc_on(data::Sequences const& sequences, std::vector<float> const& scores,
              std::vector<std::size_t> const& events) {
    std::vector<float> of_events, weights;
    std::vector<int> labels;
    for (std::size_t const n : events) {
        of_events.push_back(scores[n]), weights.push_back(sequences.events[n].weight);
        labels.push_back(sequences.events[n].production == Production::vbf);
    }
    return auc_of(of_events, labels, weights);
}

/// The result of a training that failed.
TrialResult failed(train::TrainResult training, train::TrainOptions const& options, data::Sequences const& sequences) {
    double const none = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
    if (options.finds_number()) return {std::move(training), infinite, none, {}, ResidualSummary{none, none}};
    return {std::move(training), std::numeric_limits<double>::infinity(), none, working_points(sequences, {}, {})};
}

/// Freezes the trained model and measures its performance.
TrialResult finished(train::TrainResult training, Trial const& trial, Json const& record,
                     data::Sequences const& sequences, std::string const& directory) {
    auto const& fold = trial.options.fold;
    if (!training.failure.empty()) return failed(std::move(training), trial.options, sequences);
    add_provenance(training.model, record, trial.configuration, training);
    add_working_points(training.model, sequences);
    auto const scores = scores_of(training.model, sequences);
    auto const measured = train::events_of(sequences, fold.of > 1 ? data::Part::test : data::Part::validation, fold);
    write_frozen_model(directory + "/" + trial.name + "/" + trial.options.name + ".json", training.model);
    write_seen_jets(directory + "/" + trial.name, training.model, sequences, trial.options.from);
    TrialResult result;
    result.training = std::move(training);
    if (trial.options.finds_number()) {
        result.auc = std::numeric_limits<double>::quiet_NaN();
        result.residuals = residuals_on(sequences, scores, measured, trial.options.weights);
    } else {
        result.auc = auc_on(sequences, scores, measured);
        result.points = working_points(sequences, scores, measured);
    }
    result.loss = lowest_loss(result.training, trial.options);
    return result;
}

std::string summary(TrialResult const& result) {
    if (!result.training.failure.empty()) return result.training.failure;
    if (result.residuals) {
        return fmt::format("best epoch {} of {}, validation loss {:.5f}, bias {:.4g}, width {:.4g}",
                           result.training.best_epoch, result.training.history.size(), result.loss,
                           result.residuals->bias, result.residuals->width);
    }
    return fmt::format("best epoch {} of {}, validation loss {:.5f}, AUC {:.4f}", result.training.best_epoch,
                       result.training.history.size(), result.loss, result.auc);
}

}  // namespace

std::vector<Strings> points_of(Grid const& grid) {
    std::vector<Strings> points{{}};
    for (auto const& [key, values] : grid) {
        std::vector<Strings> longer;
        for (auto const& point : points) {
            for (auto const& value : values) {
                longer.push_back(point);
                longer.back().push_back(key + "=" + value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

std::vector<Trial> trials_of(std::string const& file, Strings const& overrides, TrainingJob const& job) {
    require_few(job);
    std::vector<Trial> trials;
    auto const points = points_of(job.grid);
    for (std::size_t p = 0; p < points.size(); ++p) {
        auto all = overrides;
        all.insert(all.end(), points[p].begin(), points[p].end());
        for (std::size_t s = 0; s < job.seeds; ++s) {
            auto const seed = job.options.seed + s;
            all.push_back("train.seed=" + std::to_string(seed));
            auto const of_point = read_job(file, all);
            for (std::size_t fold = 0; fold < job.folds; ++fold) {
                trials.push_back(trial_of(of_point, fold, seed, of_point.configuration));
                trials.back().name = name_of(points[p], fold, seed, job), trials.back().point = p;
            }
        }
    }
    require_different(trials);
    return trials;
}

std::vector<TrialResult> run_trials(std::vector<Trial> const& trials, TrainingJob const& job, Json const& files,
                                    data::Sequences const& sequences, std::string const& directory,
                                    Listener& listener) {
    Strings names;
    for (auto const& trial : trials) names.push_back(trial.name);
    TrialProgress progress{names, listener};
    std::vector<TrialResult> results(trials.size());
    std::atomic<bool> stopped{false};
    std::size_t const together = at_once(trials, job.options);
    bool const share_gpu = together > 1 && all_use_cuda(trials);
    train::CudaSideBySide gpu;
    parallel_for(trials.size(), together, [&](std::size_t n) {
        if (stopped || listener.stop()) return void(stopped = true);
        auto const& trial = trials[n];
        auto const record = data_record(files, sequences, trial.options);
        train::TrainHooks hooks;
        hooks.auc = auc_of;
        hooks.stop_requested = [&stopped, &listener] { return stopped || listener.stop(); };
        hooks.on_batch = [&](train::TrainProgress const& now) { progress.on_batch(n, now); };
        if (share_gpu) {
            hooks.backend = [&gpu](auto const& data, auto const& options) { return gpu.backend(data, options); };
        }
        try {
            auto result = train::train(sequences, trial.options, directory + "/" + trial.name,
                                       fingerprint(record, trial.configuration), hooks);
            if (!result.finished && result.failure.empty()) return void(stopped = true);
            results[n] = finished(std::move(result), trial, record, sequences, directory);
        } catch (...) {
            stopped = true;  // the others save their checkpoints and end
            throw;
        }
        progress.on_end(n, summary(results[n]));
    });
    if (stopped) results.clear();
    return results;
}

}  // namespace jetseq::workflow
