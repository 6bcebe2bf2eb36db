#pragma once
#include <memory>
#include <string>
#include <vector>

#include "jetseq/train/fused/step.hpp"

namespace jetseq::bench {

/// LibTorch's nn::LSTM on cuDNN as its users write it; the events padded in the GPU's memory, its own dropout and Adam.
class Peer {
public:
    virtual ~Peer() = default;
    virtual void learn(std::vector<std::size_t> const& batch) = 0;  ///< longest sequence first
    virtual void wait() = 0;                                        ///< until the GPU has done it
};

/// "packed" and "padded" to the batch's longest sequence. Null where this LibTorch sees no GPU.
std::unique_ptr<Peer> libtorch_on_gpu(bool packed, FusedEvents const& events, std::size_t count);
std::string libtorch_version();

}  // namespace jetseq::bench
