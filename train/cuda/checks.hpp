#pragma once
#include <climits>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "train/cuda/side_by_side.hpp"

/// Checks of arguments on the host, before a kernel reads them unchecked. All throw Error.
namespace jetseq::train::cuda {

/// Each of `batch` is an index below `events`.
inline void check_events(std::vector<std::size_t> const& batch, std::size_t events) {
    for (std::size_t const event : batch) {
        if (event < events) continue;
        throw Error{"CUDA: event " + std::to_string(event) + " of a batch is not there (" + std::to_string(events) +
                    " events are, from 0 on). Give numbers of events that the network was added with"};
    }
}

/// A batch to learn from is not empty, because a step divides by its size, and the kernel counts events in int.
inline void check_batch(std::vector<std::size_t> const& batch, std::size_t events) {
    if (batch.empty()) throw Error{"CUDA: a batch is empty (no step can be made of it). Leave it out"};
    if (batch.size() > INT_MAX) throw Error{"CUDA: a batch has more than 2147483647 events. Use smaller batches"};
    check_events(batch, events);
}

inline void check_work(CudaWork const& work, std::size_t events) {
    if (work.batches.size() != work.steps.size()) {
        throw Error{"CUDA: " + std::to_string(work.batches.size()) + " batches and " +
                    std::to_string(work.steps.size()) + " steps (each batch is learnt in one). Give as many"};
    }
    for (auto const& batch : work.batches) check_batch(batch, events);
}

inline void check_parameters(std::vector<float> const& list, std::size_t count) {
    if (list.size() == count) return;
    throw Error{"CUDA: a list of " + std::to_string(list.size()) + " parameters for a network that has " +
                std::to_string(count) + ". Give those of a network of this size"};
}

/// offsets [count + 1] don't fall.
inline void check_offsets(std::uint64_t const* offsets, std::size_t count) {
    for (std::size_t n = 0; n < count; ++n) {
        if (offsets[n] <= offsets[n + 1]) continue;
        throw Error{"CUDA: event " + std::to_string(n) + " ends before it begins (offsets " +
                    std::to_string(offsets[n]) + " and " + std::to_string(offsets[n + 1]) + "). Look at the offsets"};
    }
}

}  // namespace jetseq::train::cuda
