#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "train/fused/aligned_floats.hpp"
#include "train/fused/kernel.hpp"
#include "train/fused/layout.hpp"
#include "train/fused/step.hpp"
#include "train/fused/workers.hpp"

namespace jetseq::train {

/// The kernels that this machine can run, the fastest first; `baseline` is always among them.
std::vector<fused::Kernel const*> fused_kernels_of_this_machine();

/// The part of each batch that a process works on.
struct FusedShare {
    std::size_t rank = 0, size = 1;
};

/// A network of recurrent layers over sequences (JoinedSize) with forward, loss, backward and Adam in one pass, on any
/// number of threads with the same bits.
class FusedNetwork {
public:
    FusedNetwork(JoinedSize const& size, std::size_t threads,
                 fused::Kernel const& kernel = *fused_kernels_of_this_machine().front());
    ~FusedNetwork();

    /// One step of Adam on the events `batch` (longest sequence first). Returns the sum over events of weight x
    /// cross-entropy before the step.
    double learn(FusedEvents const& events, std::vector<std::size_t> const& batch, FusedStep const& step);

    /// The same step taken by several processes that have the same parameters: each computes its share of the batch,
    /// all shares are sent to all, and each finishes the step. A batch is cut into the same parts on any number of
    /// processes and the parts' gradients are added in the same order, so the bits are those of learn().
    std::span<float const> learn_share(FusedEvents const& events, std::vector<std::size_t> const& batch,
                                       FusedStep const& step, FusedShare const& share);
    double finish_step(std::vector<std::span<float const>> const& shares, std::size_t events, FusedStep const& step);

    /// Gradient of the same sum, in the order of parameters(), without a step.
    std::vector<float> gradient(FusedEvents const& events, std::vector<std::size_t> const& batch,
                                FusedStep const& step);

    /// Logits [events, outputs] of the events `batch` (longest sequence first), without dropout.
    std::vector<float> logits(FusedEvents const& events, std::vector<std::size_t> const& batch);

    std::vector<float> parameters() const { return layout_.from_kernel(parameters_.data()); }
    std::vector<float> moment1() const { return layout_.from_kernel(moment1_.data()); }
    std::vector<float> moment2() const { return layout_.from_kernel(moment2_.data()); }
    std::int64_t steps() const noexcept { return steps_; }
    void restore(std::vector<float> const& parameters, std::vector<float> const& moment1,
                 std::vector<float> const& moment2, std::int64_t steps);

    char const* kernel_name() const noexcept { return kernel_->name; }
    bool fuses() const noexcept { return kernel_->fused; }  ///< all kernels with fused multiply-adds give the same bits

private:
    struct Worker;
    void fill(fused::Tile& tile, Worker& worker, FusedEvents const& events, std::size_t const* indices,
              std::size_t count) const;
    struct Parts;
    fused::Shards add_gradients(FusedEvents const& events, std::vector<std::size_t> const& batch, FusedStep const& step,
                                Parts const& parts, FusedShare const& share);
    void add_shard(Worker& worker, FusedEvents const& events, std::vector<std::size_t> const& batch,
                   fused::Dropout const& dropout, Parts const& parts, std::size_t shard);
    void add_up(fused::Shards& sums, std::size_t first);
    double norm(float const* gradient) const;
    void adam(fused::Shards shards, FusedStep const& step, std::size_t events);

    ParameterLayout layout_;
    fused::Kernel const* kernel_;
    AlignedFloats parameters_, moment1_, moment2_, rates_;
    std::vector<AlignedFloats> shards_;  ///< gradients of parts of the batch, summed in this order
    std::vector<double> losses_;         ///< of each tile
    AlignedFloats message_;              ///< shards and losses of one share
    std::int64_t steps_ = 0;
    std::vector<std::unique_ptr<Worker>> worker_;
    Workers workers_;
};

}  // namespace jetseq::train
