#pragma once
#include "train/cuda/device.hpp"
#include "train/cuda/room.hpp"

/// The resources of the GPU that a kernel takes; for the .cu files only.
namespace jetseq::train::cuda {

struct Device {
    explicit Device(int number) {
        require(cudaSetDevice(number), "choosing the GPU");
        require(cudaGetDeviceProperties(&properties, number), "asking the GPU");
    }

    /// Bytes of shared memory for each of `blocks` blocks on one multiprocessor.
    std::size_t shared_memory(int blocks) const {
        std::size_t const each = properties.sharedMemPerMultiprocessor / static_cast<std::size_t>(blocks);
        std::size_t const own = each - std::min(each, properties.reservedSharedMemPerBlock);
        return std::min(own, properties.sharedMemPerBlockOptin);
    }

    /// Bytes of free memory.
    static std::size_t free_memory() {
        std::size_t free = 0, total = 0;
        require(cudaMemGetInfo(&free, &total), "asking the GPU");
        return free;
    }

    cudaDeviceProp properties{};
};

/// Lets launches of `kernel` use all the shared memory that a block can have. CUDA keeps this limit per kernel for the
/// whole process: if it were set for one launch, the preparation of another could lower it.
template <class Kernel>
void allow_all_shared_memory(Device const& device, Kernel* kernel) {
    auto const* const function = reinterpret_cast<void const*>(kernel);
    cudaFuncAttributes attributes{};
    require(cudaFuncGetAttributes(&attributes, function), "asking the kernel");
    auto const all = static_cast<int>(device.properties.sharedMemPerBlockOptin - attributes.sharedSizeBytes);
    require(cudaFuncSetAttribute(function, cudaFuncAttributeMaxDynamicSharedMemorySize, all), "shared memory");
}

/// Blocks of `kernel` that the whole GPU runs at once.
template <class Kernel>
int resident_blocks(Device const& device, Kernel* kernel, int threads, std::size_t shared) {
    allow_all_shared_memory(device, kernel);
    int each = 0;
    require(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&each, kernel, threads, shared), "asking for room");
    if (each == 0) throw Error{"device cuda: a block does not fit on a multiprocessor. Use fewer threads"};
    return each * device.properties.multiProcessorCount;
}

}  // namespace jetseq::train::cuda
