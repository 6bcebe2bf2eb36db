#pragma once
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "data/sequences/normalisation.hpp"
#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"
#include "train/loop/options.hpp"
#include "train/ranks/ranks.hpp"

namespace jetseq::train {

class Backend;
struct TrainingData;

/// One line of metrics.csv.
struct EpochRecord {
    int epoch = 0;  ///< from 1
    double learning_rate = 0;
    double train_loss = 0;  ///< mean over the epoch, with dropout, during the updates
    double validation_loss = 0;
    double validation_auc = 0;
    double seconds = 0;                                              ///< of the whole epoch; not reproducible
    double events_per_second = 0;                                    ///< of the training part; not reproducible
    double average_loss = std::numeric_limits<double>::quiet_NaN();  ///< of the averaged weights on the validation part
    double average_auc = std::numeric_limits<double>::quiet_NaN();
    /// Median of found - true on the validation part, and half of its central 68 % interval, in the unit of the number
    /// that a network finds, in place of the areas; NaN for classes.
    double validation_bias = std::numeric_limits<double>::quiet_NaN();
    double validation_width = std::numeric_limits<double>::quiet_NaN();

    bool has_residuals() const noexcept { return validation_width == validation_width; }
};

/// The progress of a training, reported after each batch.
struct TrainProgress {
    int epoch = 0, max_epochs = 0;  ///< from 1
    std::size_t batch = 0, batches = 0;
    double loss = 0;            ///< mean over the epoch so far
    double validation_auc = 0;  ///< of the previous epoch; NaN in the first
    double events_per_second = 0;
    double seconds_left = 0;                                             ///< until max_epochs
    double validation_width = std::numeric_limits<double>::quiet_NaN();  ///< of a network that finds a number
};

/// The callbacks of a training; all but `auc`, and that if a number is to be found, may be empty.
struct TrainHooks {
    /// Area under the ROC curve of scores with labels (1: VBF) and weights.
    std::function<double(std::vector<float> const& scores, std::vector<int> const& labels,
                         std::vector<float> const& weights)>
        auc;
    std::function<void()> on_begin;  ///< before the first batch: the checkpoint, if there is one, has been accepted
    std::function<void(TrainProgress const&)> on_batch;
    std::function<void(EpochRecord const&)> on_epoch;
    std::function<bool()> stop_requested;
    /// Makes the backend, instead of make_backend().
    std::function<std::unique_ptr<Backend>(TrainingData const&, TrainOptions const&)> backend;
};

/// The result of a training.
struct TrainResult {
    bool finished = false;  ///< false: stopped on request (resume with the same run directory), or by a failure
    FrozenModel model;      ///< weights of the best epoch, with canaries, without working points
    std::vector<EpochRecord> history;
    int best_epoch = 0;  ///< with the lowest validation loss; 0: no epoch was finished
    std::string device;  ///< on which it ran
    /// Why it could not continue (a loss or weight is NaN or infinite, or no weight has changed), with place, likely
    /// cause and remedy; else empty.
    std::string failure = {};
};

/// Trains on the training part of `sequences`, watches the validation part, never looks at the test part.
/// `run_directory` holds metrics.csv and the checkpoint; if there is a checkpoint, the training is resumed from it, and
/// gives the same bytes as without interruption. `fingerprint` identifies data and options: checkpoints with another
/// one are refused. With `ranks`, each of them calls this with the same arguments and gets the same result, that of a
/// single process; only rank 0 reads and writes `run_directory`. Throws Error: options out of range, a part without
/// events, only one class, a missing device, a lost rank (rank 0 has then written a checkpoint; if it can't, because a
/// weight is not finite, this is the result's failure instead).
TrainResult train(data::Sequences const& sequences, TrainOptions const& options, std::string const& run_directory,
                  std::string const& fingerprint, TrainHooks const& hooks, Ranks* ranks = nullptr);

}  // namespace jetseq::train
