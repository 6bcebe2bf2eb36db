#pragma once
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace jetseq {

/// Calls `work()` on `count` threads at once, this one among them, and waits for all; on fewer if the system can't
/// start so many. Throws what `work` threw first, after all have ended.
template <class Work>
void on_threads(std::size_t count, Work const& work) {
    std::mutex mutex;
    std::exception_ptr failure;
    auto const guarded = [&] {
        try {
            work();
        } catch (...) {
            std::lock_guard const lock{mutex};
            if (!failure) failure = std::current_exception();
        }
    };
    std::vector<std::thread> others;
    try {
        for (std::size_t n = 1; n < count; ++n) others.emplace_back(guarded);
    } catch (std::system_error const&) {  // the work is shared by fewer
    }
    guarded();
    for (auto& thread : others) thread.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace jetseq
