#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "jetseq/train/fused/layout.hpp"
#include "jetseq/train/fused/step.hpp"

namespace jetseq {

/// Name of GPU `device`; empty where it, its driver or this build's CUDA is missing.
std::string cuda_device_name(int device = 0);

/// Memory of the GPU that is not in use [bytes]; 0 where there is none.
std::size_t cuda_free_bytes(int device = 0);

/// How networks are laid out on the GPU. 0: chosen from the GPU and the number of networks.
struct CudaPlan {
    int device = 0;
    int tile = 0;     ///< events that a block computes side by side: 4 or 8
    int threads = 0;  ///< of a block, a multiple of 32, at most 256
    int shards = 0;   ///< parts of a batch whose gradients are summed one by one: the bits depend on them and on `tile`
    int blocks_per_multiprocessor = 0;
};

/// Events in the GPU's memory.
class CudaEvents {
public:
    CudaEvents(FusedEvents const& events, std::size_t count, std::size_t inputs, int device = 0);
    ~CudaEvents();

    /// Bytes of GPU memory that `count` events with `jets` jets in sum take.
    static std::size_t bytes(std::size_t count, std::size_t jets, std::size_t inputs);

private:
    friend class CudaNetworks;
    struct Memory;
    std::unique_ptr<Memory> memory_;
};

/// Batches that one network learns in one launch.
struct CudaWork {
    std::vector<std::vector<std::size_t>> batches;  ///< longest sequence first in each
    std::vector<FusedStep> steps;                   ///< one for each
};

/// LSTM classifiers of one size that learn side by side on one GPU from the same events, each with its own weights,
/// batches, learning rate and seed. All steps of a call run in one launch. A network's bits depend on the plan's tile
/// and shards, not on its neighbours. Throws Error where CUDA fails.
class CudaNetworks {
public:
    /// True where the GPU has the shared memory that a network of this size needs.
    static bool serves(NetworkSize const& size, int device = 0);

    CudaNetworks(NetworkSize const& size, std::size_t count, std::shared_ptr<CudaEvents const> events,
                 CudaPlan const& plan = {});
    ~CudaNetworks();

    /// Steps of Adam, of network n on work[n]. Returns for each the sums over a batch's events of weight x
    /// cross-entropy before its step.
    std::vector<std::vector<double>> learn(std::vector<CudaWork> const& work);

    /// Gradient of that sum, in the order of parameters(), without a step.
    std::vector<float> gradient(std::size_t network, std::vector<std::size_t> const& batch, FusedStep const& step);

    /// Logits [events, outputs] of the events `batch`, without dropout.
    std::vector<float> logits(std::size_t network, std::vector<std::size_t> const& batch);

    std::vector<float> parameters(std::size_t network) const;
    std::vector<float> moment1(std::size_t network) const;
    std::vector<float> moment2(std::size_t network) const;
    std::int64_t steps(std::size_t network) const noexcept;
    void restore(std::size_t network, std::vector<float> const& parameters, std::vector<float> const& moment1,
                 std::vector<float> const& moment2, std::int64_t steps);

    /// What was chosen.
    CudaPlan plan() const noexcept;
    double milliseconds() const noexcept;  ///< of the last learn()'s kernels, by the GPU's clock

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Scores any number of events, a chunk after the other: one is computed while the next is copied.
class CudaScorer {
public:
    CudaScorer(NetworkSize const& size, std::vector<float> const& parameters, std::size_t chunk = std::size_t{1} << 20,
               int device = 0);
    ~CudaScorer();

    /// Logits [count, outputs] in the order of the events. Labels, weights and hashes are not read.
    void logits(FusedEvents const& events, std::size_t count, float* to);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace jetseq
