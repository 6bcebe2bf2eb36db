#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "jetseq/train/fused/aligned_floats.hpp"
#include "jetseq/train/fused/kernel.hpp"
#include "jetseq/train/fused/layout.hpp"
#include "jetseq/train/fused/workers.hpp"

namespace jetseq {

/// The kernels that this machine can run, the fastest first; `baseline` is always among them.
std::vector<fused::Kernel const*> fused_kernels_of_this_machine();

/// Events as the fused step takes them; lists are owned elsewhere.
struct FusedEvents {
    float const* inputs;           ///< [jets, 4], standardised
    std::uint64_t const* offsets;  ///< [events + 1]
    float const* labels;           ///< [events] 1: signal
    float const* weights;          ///< [events]
    std::uint64_t const* hashes;   ///< [events] for dropout
};

/// What one step of the optimiser needs beside the gradient.
struct FusedStep {
    double learning_rate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
    double clip = 0;  ///< largest norm of the gradient of the mean over the batch; 0: any
    double dropout = 0;
    std::uint64_t seed = 1;
    std::uint32_t epoch = 1;
};

/// The LSTM classifier with forward, loss, backward and Adam in one pass, on any number of threads with the same bits.
class FusedNetwork {
public:
    FusedNetwork(NetworkSize const& size, std::size_t threads,
                 fused::Kernel const& kernel = *fused_kernels_of_this_machine().front());
    ~FusedNetwork();

    /// One step of Adam on the events `batch` (longest sequence first). Returns the sum over events of weight x
    /// binary cross-entropy before the step.
    double learn(FusedEvents const& events, std::vector<std::size_t> const& batch, FusedStep const& step);

    /// Gradient of that sum, in the order of parameters(), without a step.
    std::vector<float> gradient(FusedEvents const& events, std::vector<std::size_t> const& batch,
                                FusedStep const& step);

    /// Logits of the events `batch` (longest sequence first), without dropout; also their loss where `loss` is given.
    std::vector<float> logits(FusedEvents const& events, std::vector<std::size_t> const& batch);

    std::vector<float> parameters() const { return layout_.from_kernel(parameters_.data()); }
    std::vector<float> moment1() const { return layout_.from_kernel(moment1_.data()); }
    std::vector<float> moment2() const { return layout_.from_kernel(moment2_.data()); }
    std::int64_t steps() const noexcept { return steps_; }
    void restore(std::vector<float> const& parameters, std::vector<float> const& moment1,
                 std::vector<float> const& moment2, std::int64_t steps);

    char const* kernel_name() const noexcept { return kernel_->name; }

private:
    struct Worker;
    void fill(fused::Tile& tile, Worker& worker, FusedEvents const& events, std::size_t const* indices,
              std::size_t count) const;
    std::size_t add_gradients(FusedEvents const& events, std::vector<std::size_t> const& batch, FusedStep const& step);
    double gradient_norm(std::vector<float const*> const& gradients) const;
    void adam(std::size_t shards, FusedStep const& step, std::size_t events);

    NetworkSize size_;
    ParameterLayout layout_;
    fused::Kernel const* kernel_;
    AlignedFloats parameters_, moment1_, moment2_, rates_;
    std::vector<AlignedFloats> shards_;  ///< gradients of parts of the batch, summed in their order
    std::vector<double> losses_;         ///< of each tile
    std::int64_t steps_ = 0;
    std::vector<std::unique_ptr<Worker>> worker_;
    Workers workers_;
};

}  // namespace jetseq
