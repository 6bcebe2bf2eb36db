#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "core/math/residuals.hpp"
#include "data/sequences/sequences.hpp"
#include "train/loop/train.hpp"
#include "workflow/listener.hpp"
#include "workflow/train/training_job.hpp"

namespace jetseq::workflow {

/// One of several trainings on the same events; on one thread, so that its result does not depend on the others.
struct Trial {
    std::string name;   ///< its folder in the run directory, and its name in tables
    std::size_t point;  ///< of the grid
    train::TrainOptions options;
    std::string configuration;  ///< effective, as YAML
};

/// The points of a grid as overrides "key=value", one for each key.
std::vector<Strings> points_of(Grid const& grid);

/// A trial for each point, fold and seed of the configuration `file`; `job` is the result of read_job().
std::vector<Trial> trials_of(std::string const& file, Strings const& overrides, TrainingJob const& job);

/// The result of a trial. If the training failed, `training` says why, the loss is infinite and other numbers are NaN.
struct TrialResult {
    train::TrainResult training;  ///< with provenance and working points in its model
    double loss = 0;              ///< lowest validation loss, with the weights of the training
    double auc = 0;               ///< on the same events as the points
    std::vector<WorkingPoint> points;
    /// Of a network that finds a number, on the same events, in place of the area and the points.
    std::optional<ResidualSummary> residuals = {};
};

/// Runs or resumes the trials side by side, `job.options.threads` at once (0: one per core; with the fused step on a
/// GPU up to 64, which share its launches; one by one with LibTorch), each in `directory`/name, and writes its frozen
/// model there. Reports progress. A trial is measured on its fold if it has one, else on its validation part. The
/// result is empty after a request to stop, with which the trials save their checkpoints. Throws what a training
/// throws, after the others have saved their checkpoints. `files`: the record of the files of `sequences`.
std::vector<TrialResult> run_trials(std::vector<Trial> const& trials, TrainingJob const& job, Json const& files,
                                    data::Sequences const& sequences, std::string const& directory, Listener& listener);

}  // namespace jetseq::workflow
