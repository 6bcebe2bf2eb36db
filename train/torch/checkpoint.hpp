#pragma once
#include <string>
#include <vector>

#include "train/backends/backend.hpp"
#include "train/loop/average.hpp"
#include "train/loop/train.hpp"

namespace jetseq::train {

/// The state of a training between two batches, besides the optimiser's.
struct TrainState {
    int epoch = 1;          ///< current one, from 1
    std::size_t batch = 0;  ///< next one
    double loss_sum = 0;    ///< over this epoch's batches so far
    double weight_sum = 0;
    double seconds = 0;  ///< spent on this epoch so far
    std::vector<EpochRecord> history;
    int best_epoch = 0;
    std::vector<float> best_parameters;
    AveragedWeights average;
};

/// Writes everything that is needed to resume a training with any backend, as an OutputFile. Throws Error.
void write_checkpoint(std::string const& path, std::string const& fingerprint, TrainState const& state,
                      OptimiserState const& optimiser);

/// Throws Error unless the checkpoint at `path` is intact and of the training `fingerprint`.
void require_checkpoint_of(std::string const& path, std::string const& fingerprint);

/// Restores a training from the `content` of the checkpoint at `path`. Throws Error if it is damaged, or of other data
/// or options.
OptimiserState read_checkpoint(std::string const& path, std::string const& content, std::string const& fingerprint,
                               TrainState& state);

}  // namespace jetseq::train
