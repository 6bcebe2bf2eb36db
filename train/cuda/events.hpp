#pragma once
#include <cstddef>
#include <memory>

#include "train/fused/step.hpp"

namespace jetseq::train {

/// Events in the GPU's memory.
class CudaEvents {
public:
    CudaEvents(FusedEvents const& events, std::size_t count, std::size_t inputs, int device = 0);
    ~CudaEvents();

    /// Bytes of GPU memory for `count` events with `jets` jets in total.
    static std::size_t bytes(std::size_t count, std::size_t jets, std::size_t inputs);

private:
    friend class CudaNetworks;
    struct Memory;
    std::unique_ptr<Memory> memory_;
};

}  // namespace jetseq::train
