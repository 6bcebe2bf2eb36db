#pragma once
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jetseq {

/// A team of threads that do one piece of work together, again and again. Who waits looks for a moment whether it is
/// over, giving the processor to anybody who wants it, then sleeps: a step takes less than waking up may take.
class Workers {
public:
    /// `count` workers, at least one; the calling thread is the first of them.
    explicit Workers(std::size_t count);
    ~Workers();
    Workers(Workers const&) = delete;
    Workers& operator=(Workers const&) = delete;

    std::size_t size() const noexcept { return threads_.size() + 1; }

    /// Calls work(n) once in each worker n and waits for all; then throws the first exception that one of them has
    /// thrown.
    void run(std::function<void(std::size_t worker)> const& work);

private:
    void stop();
    void serve(std::size_t worker);
    void guarded(std::function<void(std::size_t)> const& work, std::size_t worker) noexcept;

    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable begin_, end_;
    std::function<void(std::size_t)> const* work_ = nullptr;
    std::atomic<std::size_t> round_ = 0, busy_ = 0;  ///< changed by who holds the mutex
    std::atomic<bool> over_ = false;
    std::exception_ptr failure_;
};

}  // namespace jetseq
