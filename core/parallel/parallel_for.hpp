#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace jetseq {

/// `wanted` threads, or one for each core if that is not above 0.
inline std::size_t thread_count(std::ptrdiff_t wanted) {
    return wanted > 0 ? static_cast<std::size_t>(wanted) : std::max(1U, std::thread::hardware_concurrency());
}

/// Calls work(i) for each i < `count`, in rising order, on up to `threads` threads: the calling one and others, or
/// fewer if the system can't start so many. After a call has thrown, no further one begins; once all have ended, the
/// exception of the lowest i is thrown here.
template <class Work>
void parallel_for(std::size_t count, std::size_t threads, Work const& work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    std::size_t failed = count;
    auto const serve = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                std::lock_guard const lock{mutex};
                if (i < failed) failed = i, failure = std::current_exception();
                next = count;
            }
        }
    };
    std::vector<std::thread> others;
    try {
        for (std::size_t n = 1; n < std::min(threads, count); ++n) others.emplace_back(serve);
    } catch (std::exception const&) {  // no thread or no memory: fewer threads do the work
    }
    serve();
    for (auto& thread : others) thread.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace jetseq
