#pragma once
#include <memory>
#include <string>
#include <vector>

#include "train/fused/step.hpp"

namespace jetseq::bench {

/// Form of the sequences for LibTorch's nn::LSTM: packed; padded to the longest of the batch; padded and captured in a
/// CUDA graph for each length, Adam included.
enum class PeerKind { packed, padded, graphs };

/// LibTorch's nn::LSTM on cuDNN as its users write it: events padded in the GPU's memory, LibTorch's dropout and Adam.
class Peer {
public:
    virtual ~Peer() = default;
    virtual void learn(std::vector<std::size_t> const& batch) = 0;  ///< for each network; longest sequence first
    virtual void wait() = 0;                                        ///< until the GPU has finished
};

/// `networks` networks, each on its own stream. Null if this LibTorch sees no GPU or has no CUDA graphs.
std::unique_ptr<Peer> libtorch_on_gpu(PeerKind kind, std::size_t networks, FusedEvents const& events,
                                      std::size_t count);
std::string libtorch_version();

}  // namespace jetseq::bench
