#pragma once
#include "train/cuda/device.hpp"
#include "train/cuda/events.hpp"

namespace jetseq::train {

struct CudaEvents::Memory {
    FusedEvents view() const { return {inputs.data(), offsets.data(), labels.data(), weights.data(), hashes.data()}; }

    cuda::DeviceList<float> inputs, labels, weights;
    cuda::DeviceList<std::uint64_t> offsets, hashes;
    std::size_t longest = 0;  ///< sequence [jets]
};

}  // namespace jetseq::train
