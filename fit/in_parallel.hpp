#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace jetseq::fit {

/// Calls `work(i)` for all i below `count`, each once, on `threads` threads (0: one for each core). Where a call
/// throws, the others stop, and the first exception is thrown here.
template <class Work>
void in_parallel(std::size_t count, int threads, Work&& work) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr problem;
    std::mutex mutex;
    auto const loop = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        } catch (...) {
            std::lock_guard const lock{mutex};
            if (!problem) problem = std::current_exception();
            next = count;  // the others stop, too
        }
    };
    if (threads <= 0) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    std::vector<std::thread> others;
    try {
        for (int n = 1; n < threads; ++n) others.emplace_back(loop);
    } catch (std::system_error const&) {
        // no more threads to be had: those that are there do the work
    }
    loop();
    for (auto& thread : others) thread.join();
    if (problem) std::rethrow_exception(problem);
}

}  // namespace jetseq::fit
