#pragma once
#include <string>
#include <vector>

#include "train/backends/backend.hpp"
#include "train/loop/average.hpp"
#include "train/loop/train.hpp"

namespace jetseq {

/// Where a training stands between two batches, beside the optimiser's state.
struct TrainState {
    int epoch = 1;          ///< being trained, from 1
    std::size_t batch = 0;  ///< next one
    double loss_sum = 0;    ///< of this epoch's batches so far
    double weight_sum = 0;
    double seconds = 0;  ///< spent on this epoch so far
    std::vector<EpochRecord> history;
    int best_epoch = 0;
    std::vector<float> best_parameters;
    AveragedWeights average;
};

/// Writes everything a training needs to go on, with either backend, whole or not at all. Throws Error.
void write_checkpoint(std::string const& path, std::string const& fingerprint, TrainState const& state,
                      OptimiserState const& optimiser);

/// Throws Error unless the checkpoint at `path` is whole and of the training `fingerprint`.
void require_checkpoint_of(std::string const& path, std::string const& fingerprint);

/// Puts a training back to where the `content` of the checkpoint at `path` says. Throws Error: damaged, or of another
/// data set or other options.
OptimiserState read_checkpoint(std::string const& path, std::string const& content, std::string const& fingerprint,
                               TrainState& state);

}  // namespace jetseq
