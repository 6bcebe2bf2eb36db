#pragma once
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jetseq::train {

/// A team of threads that share work repeatedly. A waiting thread spins for a moment, yielding the processor to others,
/// before it sleeps: a step takes less time than a wake-up may take.
class Workers {
public:
    /// `count` workers, at least one; the calling thread is the first of them.
    explicit Workers(std::size_t count);
    ~Workers();
    Workers(Workers const&) = delete;
    Workers& operator=(Workers const&) = delete;

    std::size_t size() const noexcept { return threads_.size() + 1; }

    /// Calls work(n) once in each worker n and waits for all; then throws the first exception of any of them.
    void run(std::function<void(std::size_t worker)> const& work);

private:
    void stop();
    void serve(std::size_t worker);
    void guarded(std::function<void(std::size_t)> const& work, std::size_t worker) noexcept;

    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable begin_, end_;
    std::function<void(std::size_t)> const* work_ = nullptr;
    std::atomic<std::size_t> round_ = 0, busy_ = 0;  ///< changed under the mutex
    std::atomic<bool> over_ = false;
    std::exception_ptr failure_;
};

}  // namespace jetseq::train
