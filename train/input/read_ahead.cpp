#include "train/input/read_ahead.hpp"

#include <algorithm>
#include <system_error>

namespace jetseq::train {
namespace {

constexpr std::size_t batches_ahead = 64;

/// Reading a byte of each event brings its page into memory.
void touch(TrainingData const& data, data::Batch const& batch) {
    float volatile seen = 0;
    for (std::size_t const n : batch) {
        if (data.length(n) > 0) seen = data.inputs[data.features * data.offsets[n]];
        for (auto const& other : data.others) {
            if (other.offsets[n + 1] > other.offsets[n]) seen = other.inputs[other.features * other.offsets[n]];
        }
    }
    static_cast<void>(seen);
}

}  // namespace

ReadAhead::ReadAhead(TrainingData const& data, std::vector<data::Batch> const& batches)
    : data_{data}, batches_{batches} {
    if (!data.inputs.in_file()) return;
    try {
        thread_ = std::thread{[this] { read(); }};
    } catch (std::system_error const&) {  // no thread left: events are read when they are needed
    }
}

ReadAhead::~ReadAhead() {
    if (!thread_.joinable()) return;
    {
        std::lock_guard const lock{mutex_};
        over_ = true;
    }
    moved_.notify_one();
    thread_.join();
}

void ReadAhead::at(std::size_t batch) {
    if (!thread_.joinable()) return;
    {
        std::lock_guard const lock{mutex_};
        now_ = batch;
    }
    moved_.notify_one();
}

void ReadAhead::read() {
    std::size_t next = 0;
    while (true) {
        {
            std::unique_lock lock{mutex_};
            moved_.wait(lock, [&] { return over_ || next < now_ + batches_ahead; });
            if (over_) return;
            next = std::max(next, now_);
        }
        if (next >= batches_.size()) return;
        touch(data_, batches_[next++]);
    }
}

}  // namespace jetseq::train
