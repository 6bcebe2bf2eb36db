#pragma once
#include <cuda_runtime.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "train/fused/host_and_device.hpp"

/// Owners of CUDA's resources; for the .cu files only.
namespace jetseq::train::cuda {

inline void require(cudaError_t code, char const* what) {
    if (code == cudaSuccess) return;
    throw Error{std::string{"CUDA: "} + what + " failed (" + cudaGetErrorString(code) +
                "). Use the CPU, or look at the GPU with nvidia-smi"};
}

/// A list in the GPU's memory.
template <class T>
class DeviceList {
public:
    DeviceList() = default;
    explicit DeviceList(std::size_t count) : count_{count} {
        if (count > 0) require(cudaMalloc(reinterpret_cast<void**>(&data_), count * sizeof(T)), "memory of the GPU");
    }
    DeviceList(T const* from, std::size_t count) : DeviceList{count} { set(from, count); }
    explicit DeviceList(std::vector<T> const& from) : DeviceList{from.data(), from.size()} {}
    ~DeviceList() { cudaFree(data_); }
    DeviceList(DeviceList&& other) noexcept
        : data_{std::exchange(other.data_, nullptr)}, count_{std::exchange(other.count_, 0)} {}
    DeviceList& operator=(DeviceList&& other) noexcept {
        std::swap(data_, other.data_), std::swap(count_, other.count_);
        return *this;
    }

    T* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return count_; }

    void set(T const* from, std::size_t count) {
        require(cudaMemcpy(data_, from, count * sizeof(T), cudaMemcpyHostToDevice), "copy to the GPU");
    }
    /// The same, with a new allocation if the list is too small.
    void assign(std::vector<T> const& from) {
        if (from.size() > count_) *this = DeviceList{from.size() + from.size() / 4};
        if (!from.empty()) set(from.data(), from.size());
    }
    void clear() { require(cudaMemset(data_, 0, count_ * sizeof(T)), "clearing memory of the GPU"); }
    std::vector<T> get(std::size_t count) const {
        std::vector<T> to(count);
        require(cudaMemcpy(to.data(), data_, count * sizeof(T), cudaMemcpyDeviceToHost), "copy from the GPU");
        return to;
    }
    std::vector<T> get() const { return get(count_); }

private:
    T* data_ = nullptr;
    std::size_t count_ = 0;
};

/// Pinned memory of the host, for asynchronous copies.
template <class T>
class PinnedList {
public:
    explicit PinnedList(std::size_t count) {
        require(cudaMallocHost(reinterpret_cast<void**>(&data_), (count + 1) * sizeof(T)), "pinned memory");
    }
    ~PinnedList() { cudaFreeHost(data_); }
    PinnedList(PinnedList const&) = delete;
    PinnedList& operator=(PinnedList const&) = delete;

    T* data() const noexcept { return data_; }

private:
    T* data_ = nullptr;
};

/// Measures time by the GPU's clock.
class Timer {
public:
    Timer() {
        require(cudaEventCreate(&begin_), "event");
        require(cudaEventCreate(&end_), "event");
    }
    ~Timer() { cudaEventDestroy(begin_), cudaEventDestroy(end_); }
    Timer(Timer const&) = delete;
    Timer& operator=(Timer const&) = delete;

    void start() { require(cudaEventRecord(begin_), "event"); }
    double stop() {
        float time = 0;
        require(cudaEventRecord(end_), "event");
        require(cudaEventSynchronize(end_), "kernel");
        require(cudaEventElapsedTime(&time, begin_, end_), "event");
        return static_cast<double>(time);
    }

private:
    cudaEvent_t begin_{}, end_{};
};

/// The `run` of the phases by the threads of a block.
struct BlockThreads {
    template <class Phase>
    JETSEQ_BOTH void operator()(Phase const& phase) const {
#if defined(__CUDA_ARCH__)
        phase(static_cast<int>(threadIdx.x), static_cast<int>(blockDim.x));
        __syncthreads();
#else
        (void)phase;
#endif
    }
};

/// Waits for all blocks of a model, which must all run at the same time. Their earlier writes are then visible.
struct ModelBarrier {
    unsigned* arrived;  ///< 0 at the launch
    unsigned blocks;
    unsigned* target;  ///< of this thread

    JETSEQ_BOTH void operator()() const {
#if defined(__CUDA_ARCH__)
        __syncthreads();
        *target += blocks;
        if (threadIdx.x == 0) {
            __threadfence();
            atomicAdd(arrived, 1U);
            while (*static_cast<unsigned volatile*>(arrived) < *target) {
            }
            __threadfence();
        }
        __syncthreads();
#endif
    }
};

}  // namespace jetseq::train::cuda
