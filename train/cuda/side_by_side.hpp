#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "train/fused/step.hpp"

namespace jetseq::train {

/// Batches that one network learns in one launch.
struct CudaWork {
    std::vector<std::vector<std::size_t>> batches;  ///< longest sequence first in each
    std::vector<FusedStep> steps;                   ///< one for each
};

/// LSTM classifiers of one size that learn side by side, each from its own events: CudaNetworks on a GPU, and in tests
/// the same steps on the CPU. A network's bits do not depend on its neighbours.
class NetworksSideBySide {
public:
    virtual ~NetworksSideBySide() = default;

    /// Adds a network, with all parameters and moments 0, that learns from `events` (`count` of them). Returns its
    /// number, the lowest free one. Throws Error if there is no room.
    virtual std::size_t add(FusedEvents const& events, std::size_t count) = 0;
    virtual void remove(std::size_t network) noexcept = 0;

    /// Steps of Adam of each network n on work[n]; networks without batches are left out. Returns for each network the
    /// sum over the events of each batch of weight x cross-entropy before its step. On a GPU throws Error, before
    /// anything has changed, if a batch is empty, has no step or unknown events, or if there is no network n.
    virtual std::vector<std::vector<double>> learn(std::vector<CudaWork> const& work) = 0;

    /// Logits [events, outputs] of the events `batch`, without dropout.
    virtual std::vector<float> logits(std::size_t network, std::vector<std::size_t> const& batch) = 0;

    virtual std::vector<float> parameters(std::size_t network) const = 0;
    virtual std::vector<float> moment1(std::size_t network) const = 0;
    virtual std::vector<float> moment2(std::size_t network) const = 0;
    virtual std::int64_t steps(std::size_t network) const noexcept = 0;
    virtual void restore(std::size_t network, std::vector<float> const& parameters, std::vector<float> const& moment1,
                         std::vector<float> const& moment2, std::int64_t steps) = 0;

    virtual std::string name() const = 0;  ///< such as "fused CUDA, NVIDIA H200"
};

}  // namespace jetseq::train
