#include "train/backends/fused_backend.hpp"

#include <algorithm>
#include <vector>

#include "core/parallel/parallel_for.hpp"
#include "train/backends/fused_inputs.hpp"
#include "train/fused/network.hpp"

namespace jetseq::train {
namespace {

/// Ranks on the same cores share them.
std::size_t threads_of(TrainOptions const& options, Ranks const* ranks) {
    std::size_t const sharing = ranks != nullptr ? ranks->environment().local_size : 1;
    return options.threads > 0 ? static_cast<std::size_t>(options.threads)
                               : std::max<std::size_t>(1, thread_count(0) / sharing);
}

class FusedBackend : public Backend {
public:
    FusedBackend(TrainingData const& data, TrainOptions const& options, Ranks* ranks)
        : options_{options},
          ranks_{ranks != nullptr && !ranks->alone() ? ranks : nullptr},
          threads_{threads_of(options, ranks)},
          others_{fused_objects(data)},
          events_{fused_events(data, others_)},
          network_{joined_size(options), threads_} {
        // A multiply-add rounds once or twice: ranks that differ in this would drift apart.
        if (ranks_ != nullptr) ranks_->require_same("their processors' arithmetic", network_.fuses() ? "fused" : "not");
    }

    double learn(data::Batch const& batch, double learning_rate, int epoch) override {
        auto const step = fused_step(options_, learning_rate, epoch);
        if (ranks_ == nullptr) return network_.learn(events_, batch, step);
        auto const share = network_.learn_share(events_, batch, step, {ranks_->rank(), ranks_->size()});
        return network_.finish_step(ranks_->gather(share), batch.size(), step);
    }

    std::vector<float> logits(data::Batch const& batch) override { return network_.logits(events_, batch); }

    OptimiserState state() const override {
        return {network_.parameters(), network_.moment1(), network_.moment2(), network_.steps()};
    }

    void restore(OptimiserState const& state) override {
        network_.restore(state.parameters, state.moment1, state.moment2, state.steps);
    }

    std::string name() const override {
        return std::string{"fused "} + network_.kernel_name() + ", " + std::to_string(threads_) +
               (threads_ == 1 ? " thread" : " threads");
    }

private:
    TrainOptions options_;
    Ranks* ranks_;  ///< null: alone
    std::size_t threads_;
    std::vector<FusedObjects> others_;
    FusedEvents events_;
    FusedNetwork network_;
};

}  // namespace

std::unique_ptr<Backend> fused_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    return std::make_unique<FusedBackend>(data, options, ranks);
}

}  // namespace jetseq::train
