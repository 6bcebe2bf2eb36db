#pragma once
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace jetseq::train {

/// Collects the tasks of several threads for one server that handles many at once. A task waits until all members are
/// here, but no longer than `patience` while the server is idle, so that a member that is busy elsewhere, or has ended
/// by an exception, does not block the others.
template <class Task>
class Meeting {
public:
    /// Performs all tasks; called by one of the waiting threads, never by two at a time.
    using Serve = std::function<void(std::vector<Task*> const& tasks)>;

    Meeting(Serve serve, std::chrono::milliseconds patience) : serve_{std::move(serve)}, patience_{patience} {}

    void enter() {
        std::lock_guard const lock{mutex_};
        ++members_;
    }

    void leave() noexcept {
        std::lock_guard const lock{mutex_};
        --members_;
        changed_.notify_all();
    }

    /// Returns when `task` is done. Throws the exception of serve(), which all tasks served together get.
    void meet(Task& task) {
        Guest guest{&task, false, nullptr};
        std::unique_lock lock{mutex_};
        guests_.push_back(&guest);
        auto const arrival = Clock::now();
        changed_.notify_all();
        while (!guest.done) {
            auto const end = std::max(arrival, idle_since_) + patience_;
            if (serving_) {
                changed_.wait(lock);
            } else if (guests_.size() >= members_ || Clock::now() >= end) {
                serve(lock);
            } else {
                changed_.wait_until(lock, end);
            }
        }
        if (guest.error) std::rethrow_exception(guest.error);
    }

private:
    using Clock = std::chrono::steady_clock;

    struct Guest {
        Task* task;
        bool done;
        std::exception_ptr error;
    };

    /// Serves the tasks that are waiting now.
    void serve(std::unique_lock<std::mutex>& lock) {
        auto const served = std::exchange(guests_, {});
        std::vector<Task*> tasks;
        tasks.reserve(served.size());
        for (auto const* guest : served) tasks.push_back(guest->task);
        serving_ = true;
        lock.unlock();
        std::exception_ptr error;
        try {
            serve_(tasks);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        serving_ = false, idle_since_ = Clock::now();
        for (auto* guest : served) guest->done = true, guest->error = error;
        changed_.notify_all();
    }

    Serve serve_;
    std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t members_ = 0;
    bool serving_ = false;
    Clock::time_point idle_since_{};
    std::vector<Guest*> guests_;  ///< waiting
};

}  // namespace jetseq::train
