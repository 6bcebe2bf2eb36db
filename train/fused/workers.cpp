#include "train/fused/workers.hpp"

#include <chrono>
#include <utility>

namespace jetseq::train {
namespace {

/// How long to spin before sleeping: about the time of a wake-up on a virtual machine.
constexpr std::chrono::microseconds patience{50};

/// Waits until done() is true; it changes under `mutex`.
template <class Done>
void wait(std::condition_variable& change, std::mutex& mutex, Done const& done) {
    auto const end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
        if (done()) return;
        std::this_thread::yield();
    }
    std::unique_lock lock{mutex};
    change.wait(lock, done);
}

}  // namespace

Workers::Workers(std::size_t count) {
    try {
        for (std::size_t n = 1; n < count; ++n) threads_.emplace_back([this, n] { serve(n); });
    } catch (...) {  // the system can't start so many threads
        stop();
        throw;
    }
}

Workers::~Workers() { stop(); }

void Workers::stop() {
    {
        std::lock_guard const lock{mutex_};
        over_ = true;
    }
    begin_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void Workers::run(std::function<void(std::size_t)> const& work) {
    if (threads_.empty()) return work(0);
    {
        std::lock_guard const lock{mutex_};
        work_ = &work, busy_ = threads_.size(), ++round_;
    }
    begin_.notify_all();
    guarded(work, 0);
    wait(end_, mutex_, [this] { return busy_ == 0; });  // also after a failure: other threads still use `work`
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Workers::guarded(std::function<void(std::size_t)> const& work, std::size_t worker) noexcept {
    try {
        work(worker);
    } catch (...) {
        std::lock_guard const lock{mutex_};
        if (!failure_) failure_ = std::current_exception();
    }
}

void Workers::serve(std::size_t worker) {
    for (std::size_t done = 0; true; ++done) {
        wait(begin_, mutex_, [&] { return over_ || round_ != done; });
        if (over_) return;
        guarded(*work_, worker);
        std::lock_guard const lock{mutex_};
        if (--busy_ == 0) end_.notify_one();
    }
}

}  // namespace jetseq::train
