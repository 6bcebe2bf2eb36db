#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/sequences/batches.hpp"
#include "train/input/training_data.hpp"
#include "train/loop/options.hpp"
#include "train/ranks/ranks.hpp"

namespace jetseq::train {

/// The state of an optimisation; parameters in the order of ParameterLayout, whatever the backend.
struct OptimiserState {
    std::vector<float> parameters;
    std::vector<float> moment1, moment2;  ///< of Adam
    std::int64_t steps = 0;
    /// LibTorch's LSTM has two biases for each bias in `parameters`, which is their sum. Values and moments of both,
    /// layer by layer, so that a resumed training rounds as an uninterrupted one. Empty: the sum and 0, with the
    /// moments above.
    std::vector<float> bias_pairs = {};
};

/// Computes the steps of a training. It refers to its data and ranks, which must outlive it. Without ranks it works
/// alone; otherwise each rank is given the same batches and computes its share of them.
class Backend {
public:
    virtual ~Backend() = default;

    /// One step of Adam on the events `batch`, longest sequence first. Returns the sum over events of weight x
    /// cross-entropy before the step. Throws RankLost, before anything has changed.
    virtual double learn(data::Batch const& batch, double learning_rate, int epoch) = 0;

    /// The number of batches that learn_all() prefers. Work between batches, such as a stop, waits as long.
    virtual std::size_t batches_at_once() const { return 1; }

    /// learn() on one batch after the other, each with its learning rate. Returns the sum.
    virtual double learn_all(std::span<data::Batch const> batches, std::span<double const> rates, int epoch) {
        double sum = 0;
        for (std::size_t n = 0; n < batches.size(); ++n) sum += learn(batches[n], rates[n], epoch);
        return sum;
    }

    /// Logits [events, outputs] of the events `batch`, longest sequence first, without dropout.
    virtual std::vector<float> logits(data::Batch const& batch) = 0;

    virtual OptimiserState state() const = 0;
    virtual void restore(OptimiserState const& state) = 0;

    /// Implementation and device, such as "fused AVX-512, 2 threads" or "LibTorch 1.13.1, cpu".
    virtual std::string name() const = 0;
};

}  // namespace jetseq::train
