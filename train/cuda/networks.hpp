#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "train/cuda/events.hpp"
#include "train/cuda/side_by_side.hpp"
#include "train/fused/layout.hpp"

namespace jetseq::train {

/// Name of GPU `device`; empty if it, its driver or this build's CUDA is missing.
std::string cuda_device_name(int device = 0);

/// Free memory of the GPU [bytes]; 0 if there is no GPU.
std::size_t cuda_free_bytes(int device = 0);

/// How networks are laid out on the GPU. 0: chosen by the GPU and the number of networks.
struct CudaPlan {
    int device = 0;
    int tile = 0;     ///< events that a block computes side by side: 4 or 8
    int threads = 0;  ///< of a block, a multiple of 32, at most 256
    int shards = 0;   ///< parts of a batch whose gradients are summed in order: the bits depend on it and on `tile`
    int blocks_per_multiprocessor = 0;
};

/// LSTM classifiers of one size that learn side by side on one GPU, each with its own weights, batches, learning rate
/// and seed. All steps of a call run in one launch. A network's bits depend on the plan's tile and shards, not on its
/// neighbours. Throws Error if CUDA fails. For one thread at a time.
class CudaNetworks : public NetworksSideBySide {
public:
    /// True if the GPU has the shared memory that a network of this size needs.
    static bool serves(NetworkSize const& size, int device = 0);

    /// Without networks; `plan` chosen for `networks` of them.
    CudaNetworks(NetworkSize const& size, CudaPlan const& plan, std::size_t networks = 1);
    /// With `count` networks that learn from the same events.
    CudaNetworks(NetworkSize const& size, std::size_t count, std::shared_ptr<CudaEvents const> const& events,
                 CudaPlan const& plan = {});
    ~CudaNetworks() override;

    /// Events that another network already uses are not copied again.
    std::size_t add(FusedEvents const& events, std::size_t count) override;
    void remove(std::size_t network) noexcept override;

    std::vector<std::vector<double>> learn(std::vector<CudaWork> const& work) override;

    /// Gradient of the sum over events of weight x cross-entropy, in the order of parameters(), without a step.
    std::vector<float> gradient(std::size_t network, std::vector<std::size_t> const& batch, FusedStep const& step);

    std::vector<float> logits(std::size_t network, std::vector<std::size_t> const& batch) override;

    std::vector<float> parameters(std::size_t network) const override;
    std::vector<float> moment1(std::size_t network) const override;
    std::vector<float> moment2(std::size_t network) const override;
    std::int64_t steps(std::size_t network) const noexcept override;
    void restore(std::size_t network, std::vector<float> const& parameters, std::vector<float> const& moment1,
                 std::vector<float> const& moment2, std::int64_t steps) override;
    std::string name() const override;

    /// The plan in use.
    CudaPlan plan() const noexcept;
    double milliseconds() const noexcept;  ///< of the last learn()'s kernels, by the GPU's clock

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace jetseq::train
