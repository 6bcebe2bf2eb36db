#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "train/fused/layout.hpp"
#include "train/fused/step.hpp"

namespace jetseq::train {

/// Scores any number of events, chunk by chunk: one is computed while the next is copied.
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

}  // namespace jetseq::train
