#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "data/sequences/batches.hpp"
#include "train/input/training_data.hpp"
#include "train/loop/options.hpp"
#include "train/ranks/ranks.hpp"

namespace jetseq {

class JointNetworks;
class NetworksSideBySide;

/// Where an optimisation stands; parameters in the order of ParameterLayout, whatever the backend.
struct OptimiserState {
    std::vector<float> parameters;
    std::vector<float> moment1, moment2;  ///< of Adam
    std::int64_t steps = 0;
    /// LibTorch's LSTM has two biases in place of each one of `parameters`, which is their sum. For both of them,
    /// layer by layer, value and moments, so that a resumed training rounds as an uninterrupted one. Empty: the sum and
    /// 0, with the moments above.
    std::vector<float> bias_pairs = {};
};

/// What computes the steps of a training. It refers to its data and ranks, which must live as long. Without ranks it
/// works alone; otherwise each rank is given the same batches and computes its share of them.
class Backend {
public:
    virtual ~Backend() = default;

    /// One step of Adam on the events `batch`, longest sequence first. Returns the sum over events of weight x
    /// cross-entropy before the step. Throws RankLost, before anything has changed.
    virtual double learn(Batch const& batch, double learning_rate, int epoch) = 0;

    /// Batches that learn_all() takes best. What happens between batches, such as a stop, waits as long.
    virtual std::size_t batches_at_once() const { return 1; }

    /// learn() on one batch after the other, each with its learning rate. Returns the sum.
    virtual double learn_all(std::span<Batch const> batches, std::span<double const> rates, int epoch) {
        double sum = 0;
        for (std::size_t n = 0; n < batches.size(); ++n) sum += learn(batches[n], rates[n], epoch);
        return sum;
    }

    /// Logits [events, outputs] of the events `batch`, longest sequence first, without dropout.
    virtual std::vector<float> logits(Batch const& batch) = 0;

    virtual OptimiserState state() const = 0;
    virtual void restore(OptimiserState const& state) = 0;

    /// What runs where, such as "fused AVX-512, 2 threads" or "LibTorch 1.13.1, cpu".
    virtual std::string name() const = 0;
};

std::unique_ptr<Backend> fused_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

/// Throws Error where `options.device` is not there.
std::unique_ptr<Backend> torch_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

/// Of a network of variables of the event. Throws Error where there are several ranks.
std::unique_ptr<Backend> dense_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

/// Of a network over sets of jets, the same.
std::unique_ptr<Backend> set_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

/// The fused step on a GPU. Throws Error where there is none.
std::unique_ptr<Backend> cuda_backend(TrainingData const& data, TrainOptions const& options);

/// Backends of trainings that share one GPU, each on a thread of its own: networks of one size learn in the same
/// launches, each with the bits that it has alone.
class CudaSideBySide {
public:
    using MakeNetworks = std::function<std::unique_ptr<NetworksSideBySide>(NetworkSize const&)>;

    CudaSideBySide();
    /// With others in place of the GPU's, which wait `patience` for each other; for tests.
    CudaSideBySide(MakeNetworks make, std::chrono::milliseconds patience)
        : make_{std::move(make)}, patience_{patience} {}

    /// May outlive this object. Throws Error where there is no GPU, or no room on it for one more.
    std::unique_ptr<Backend> backend(TrainingData const& data, TrainOptions const& options);

private:
    MakeNetworks make_;
    std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::map<std::array<std::size_t, 4>, std::shared_ptr<JointNetworks>> of_size_;
};

/// True where `options` ask for a GPU and this build has kernels for it and for the network.
bool uses_cuda(TrainOptions const& options);

/// True where the GPU's free memory takes the events, and the history of the longest of them beside.
bool fits_on_gpu(TrainingData const& data, TrainOptions const& options);

/// True where `options` ask for LibTorch: its threads and random numbers are one for the whole process.
bool uses_libtorch(TrainOptions const& options);

/// The one that `options.backend` names; `auto`: the fused step; with device cuda on the GPU, where uses_cuda() and
/// the data fits; else LibTorch on a GPU where there is one.
std::unique_ptr<Backend> make_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks = nullptr);

}  // namespace jetseq
