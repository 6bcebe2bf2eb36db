#include "jetseq/train/fused/workers.hpp"

namespace jetseq {

Workers::Workers(std::size_t count) {
    for (std::size_t n = 1; n < count; ++n) threads_.emplace_back([this, n] { serve(n); });
}

Workers::~Workers() {
    {
        std::lock_guard const lock{mutex_};
        over_ = true;
    }
    begin_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void Workers::run(std::function<void(std::size_t)> const& work) {
    if (!threads_.empty()) {
        std::lock_guard const lock{mutex_};
        work_ = &work, busy_ = threads_.size(), ++round_;
    }
    begin_.notify_all();
    work(0);
    if (threads_.empty()) return;
    std::unique_lock lock{mutex_};
    end_.wait(lock, [this] { return busy_ == 0; });
}

void Workers::serve(std::size_t worker) {
    std::size_t done = 0;
    std::unique_lock lock{mutex_};
    while (true) {
        begin_.wait(lock, [&] { return over_ || round_ != done; });
        if (over_) return;
        done = round_;
        lock.unlock();
        (*work_)(worker);
        lock.lock();
        if (--busy_ == 0) end_.notify_one();
    }
}

}  // namespace jetseq
