#pragma once
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "train/backends/backend.hpp"

namespace jetseq::train {

class JointNetworks;
class NetworksSideBySide;

/// The fused step on a GPU. Throws Error if there is none.
std::unique_ptr<Backend> cuda_backend(TrainingData const& data, TrainOptions const& options);

/// Backends of trainings that share one GPU, each on a thread of its own: networks of one size learn in the same
/// launches, each with the bits that it has alone.
class CudaSideBySide {
public:
    using MakeNetworks = std::function<std::unique_ptr<NetworksSideBySide>(NetworkSize const&)>;

    CudaSideBySide();
    /// With other networks than the GPU's, which wait `patience` for each other; for tests.
    CudaSideBySide(MakeNetworks make, std::chrono::milliseconds patience)
        : make_{std::move(make)}, patience_{patience} {}

    /// May outlive this object. Throws Error if there is no GPU, or no room on it for one more.
    std::unique_ptr<Backend> backend(TrainingData const& data, TrainOptions const& options);

private:
    MakeNetworks make_;
    std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::map<std::array<std::size_t, 4>, std::shared_ptr<JointNetworks>> of_size_;
};

/// True if `options` ask for a GPU and this build has kernels for it and for the network.
bool uses_cuda(TrainOptions const& options);

/// True if the GPU's free memory has room for the events and for the history of the longest of them.
bool fits_on_gpu(TrainingData const& data, TrainOptions const& options);

}  // namespace jetseq::train
