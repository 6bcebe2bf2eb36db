#pragma once
#include <algorithm>

#include "train/cuda/layout_on_device.hpp"

/// Scores events in the GPU's memory; for the .cu files only.
namespace jetseq::train::cuda {

struct ScoreJob {
    Shape shape;
    FusedEvents data;
    float const* parameters;
    uint32_t const* indices;
    size_t count;
    int room;
    float* spare;  ///< [blocks, spare_floats]
    size_t spare_floats;
    float* logits;  ///< [count, outputs]
};

constexpr int score_threads = 256;

static __global__ void __launch_bounds__(score_threads) score_kernel(ScoreJob const job) {
    extern __shared__ float4 shared[];
    constexpr int events = score_tile_events;
    auto const own = block_memory<events>(job.shape, reinterpret_cast<float*>(shared), job.room,
                                          job.spare + blockIdx.x * job.spare_floats);
    take_parameters(BlockThreads{}, own.memory, job.parameters);
    for (size_t first = blockIdx.x * size_t{events}; first < job.count; first += gridDim.x * size_t{events}) {
        size_t const rest = job.count - first;
        score_tile<events, 4>(BlockThreads{}, own.memory, job.data, job.indices + first,
                              rest < events ? static_cast<int>(rest) : events, own.room, own.spare,
                              job.logits + first * static_cast<size_t>(job.shape.outputs));
    }
}

/// How the kernel is launched for events with up to `longest` jets. Throws Error if the GPU has no room for them.
class ScoreLaunch {
public:
    ScoreLaunch(Device const& device, Shape const& shape, std::size_t longest) : shape_{shape}, longest_{longest} {
        int each = 4;
        auto const fixed = static_cast<std::size_t>(fixed_floats<score_tile_events>(shape)) * sizeof(float);
        while (each > 1 && device.shared_memory(each) < fixed) --each;
        room_ = block_room<score_tile_events>(shape, device.shared_memory(each), longest);
        int const all = resident_blocks(device, score_kernel, score_threads, room_.bytes);
        auto const more = needed_spare_room<score_tile_events>(shape, room_, longest, all, Device::free_memory());
        blocks_ = more.blocks, spare_floats_ = more.floats;
        spare_ = DeviceList<float>{spare_floats_ * static_cast<std::size_t>(blocks_)};
    }

    std::size_t longest() const noexcept { return longest_; }

    /// Logits of the `count` events `indices`; all lists on the GPU.
    void run(FusedEvents const& data, float const* parameters, std::uint32_t const* indices, std::size_t count,
             float* logits, cudaStream_t stream) const {
        if (count == 0) return;
        std::size_t const tiles = (count + score_tile_events - 1) / score_tile_events;
        auto const blocks = static_cast<unsigned>(std::min(tiles, static_cast<std::size_t>(blocks_)));
        score_kernel<<<blocks, score_threads, room_.bytes, stream>>>(
            {shape_, data, parameters, indices, count, room_.steps, spare_.data(), spare_floats_, logits});
        require(cudaGetLastError(), "launch");
    }

private:
    Shape shape_;
    std::size_t longest_;
    BlockRoom room_;
    int blocks_ = 0;
    std::size_t spare_floats_ = 0;
    DeviceList<float> spare_;
};

}  // namespace jetseq::train::cuda
