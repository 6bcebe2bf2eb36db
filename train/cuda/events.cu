#include <algorithm>

#include "train/cuda/checks.hpp"
#include "train/cuda/events_on_device.hpp"

namespace jetseq::train {

CudaEvents::CudaEvents(FusedEvents const& events, std::size_t count, std::size_t inputs, int device)
    : memory_{std::make_unique<Memory>()} {
    if (count >> 32 != 0) throw Error{"device cuda: more than 4294967295 events. Use the CPU"};
    cuda::check_offsets(events.offsets, count);
    cuda::require(cudaSetDevice(device), "choosing the GPU");
    memory_->inputs = {events.inputs, events.offsets[count] * inputs};
    memory_->offsets = {events.offsets, count + 1};
    memory_->labels = {events.labels, count};
    memory_->weights = {events.weights, count};
    memory_->hashes = {events.hashes, count};
    for (std::size_t n = 0; n < count; ++n) {
        memory_->longest = std::max<std::size_t>(memory_->longest, events.offsets[n + 1] - events.offsets[n]);
    }
}

CudaEvents::~CudaEvents() = default;

std::size_t CudaEvents::bytes(std::size_t count, std::size_t jets, std::size_t inputs) {
    return jets * inputs * sizeof(float) + count * (2 * sizeof(float) + 2 * sizeof(std::uint64_t));
}

}  // namespace jetseq::train
