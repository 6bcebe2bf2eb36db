#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "data/sequences/batches.hpp"
#include "train/input/training_data.hpp"

namespace jetseq::train {

/// A thread that reads the events of the next batches from the disk while a batch is trained. It does nothing if the
/// data are in memory.
class ReadAhead {
public:
    /// Keeps references to both; starts with the first batch.
    ReadAhead(TrainingData const& data, std::vector<data::Batch> const& batches);
    ~ReadAhead();
    ReadAhead(ReadAhead const&) = delete;
    ReadAhead& operator=(ReadAhead const&) = delete;

    /// Says that batch `batch` is being trained: the next ones may be read.
    void at(std::size_t batch);

private:
    void read();

    TrainingData const& data_;
    std::vector<data::Batch> const& batches_;
    std::mutex mutex_;
    std::condition_variable moved_;
    std::size_t now_ = 0;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace jetseq::train
