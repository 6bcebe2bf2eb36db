#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>

#include "core/parallel/on_threads.hpp"

namespace jetseq::fit {

/// Calls `work(i)` for all i below `count`, each once, on `threads` threads (0: one for each core). If a call throws,
/// the others stop, and the first exception is thrown here.
template <class Work>
void in_parallel(std::size_t count, int threads, Work&& work) {
    std::atomic<std::size_t> next{0};
    if (threads <= 0) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    on_threads(static_cast<std::size_t>(threads), [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        } catch (...) {
            next = count;  // the others stop, too
            throw;
        }
    });
}

}  // namespace jetseq::fit
