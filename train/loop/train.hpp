#pragma once
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "data/events/normalisation.hpp"
#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"
#include "train/loop/options.hpp"
#include "train/ranks/ranks.hpp"

namespace jetseq {

class Backend;
struct TrainingData;

/// One line of metrics.csv.
struct EpochRecord {
    int epoch = 0;  ///< from 1
    double learning_rate = 0;
    double train_loss = 0;  ///< mean over the epoch, with dropout, while the weights changed
    double validation_loss = 0;
    double validation_auc = 0;
    double seconds = 0;                                              ///< of the whole epoch; not reproducible
    double events_per_second = 0;                                    ///< of the training part; not reproducible
    double average_loss = std::numeric_limits<double>::quiet_NaN();  ///< of the averaged weights on the validation part
    double average_auc = std::numeric_limits<double>::quiet_NaN();
};

/// How far a training has come, told after each batch.
struct TrainProgress {
    int epoch = 0, max_epochs = 0;  ///< from 1
    std::size_t batch = 0, batches = 0;
    double loss = 0;            ///< mean over the epoch so far
    double validation_auc = 0;  ///< after the last epoch; NaN in the first
    double events_per_second = 0;
    double seconds_left = 0;  ///< until max_epochs
};

/// What a training asks of its caller and tells it; each may be empty but `auc`.
struct TrainHooks {
    /// Area under the ROC curve of scores with labels (1: VBF) and weights.
    std::function<double(std::vector<float> const& scores, std::vector<int> const& labels,
                         std::vector<float> const& weights)>
        auc;
    std::function<void()> on_begin;  ///< before the first batch: the checkpoint, if there is one, has been accepted
    std::function<void(TrainProgress const&)> on_batch;
    std::function<void(EpochRecord const&)> on_epoch;
    std::function<bool()> stop_requested;
    /// Makes what computes the steps, in place of make_backend().
    std::function<std::unique_ptr<Backend>(TrainingData const&, TrainOptions const&)> backend;
};

/// What came of a training.
struct TrainResult {
    bool finished = false;  ///< false: stopped on request (resume with the same run directory), or by a failure
    FrozenModel model;      ///< weights of the best epoch, with canaries, without working points
    std::vector<EpochRecord> history;
    int best_epoch = 0;  ///< lowest validation loss; 0: no epoch was finished
    std::string device;  ///< where it ran
    /// Why no step can follow (a loss or weight is NaN or infinite), with place, likely cause and remedy; else empty.
    std::string failure = {};
};

/// Trains on the training part of `sequences`, watches the validation part, never looks at the test part.
/// `run_directory` holds metrics.csv and the checkpoint; where there is a checkpoint, the training goes on from it,
/// to the same bytes as without interruption. `fingerprint` names data and options: a checkpoint of another is refused.
/// With `ranks`, each of them is called with the same arguments and gets the same result, which is that of a process
/// alone; only rank 0 reads and writes `run_directory`.
/// Throws Error: options out of range, a part without events, only one class, a device that is not there, a rank that
/// is lost (rank 0 then has written a checkpoint).
TrainResult train(Sequences const& sequences, TrainOptions const& options, std::string const& run_directory,
                  std::string const& fingerprint, TrainHooks const& hooks, Ranks* ranks = nullptr);

/// Probabilities [indices, classes] by LibTorch running the frozen weights: the reference for other backends.
std::vector<float> libtorch_probabilities(FrozenModel const& model, Sequences const& sequences,
                                          std::vector<std::size_t> const& indices);

/// The same of VBF alone: scores.
std::vector<float> libtorch_scores(FrozenModel const& model, Sequences const& sequences,
                                   std::vector<std::size_t> const& indices);

/// Scores the canaries of a network over sets of jets again, as Classifier does for those that it can run. Throws Error
/// for one that misses.
void check_canaries_by_libtorch(FrozenModel const& model);

/// Which LibTorch this is, such as "1.13.1".
std::string libtorch_version();

}  // namespace jetseq
