#pragma once
#include <memory>
#include <string>
#include <vector>

#include "train/fused/step.hpp"

namespace jetseq::bench {

/// How LibTorch's nn::LSTM is given sequences: packed; padded to the batch's longest; the same captured in a CUDA graph
/// for each length, with Adam in it.
enum class PeerKind { packed, padded, graphs };

/// LibTorch's nn::LSTM on cuDNN as its users write it; the events padded in the GPU's memory, its own dropout and Adam.
class Peer {
public:
    virtual ~Peer() = default;
    virtual void learn(std::vector<std::size_t> const& batch) = 0;  ///< each network; longest sequence first
    virtual void wait() = 0;                                        ///< until the GPU has done it
};

/// `networks` of them, each on a stream of its own. Null where this LibTorch sees no GPU, or has no CUDA graphs.
std::unique_ptr<Peer> libtorch_on_gpu(PeerKind kind, std::size_t networks, FusedEvents const& events,
                                      std::size_t count);
std::string libtorch_version();

}  // namespace jetseq::bench
