#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "apps/progress.hpp"
#include "train/loop/train.hpp"

namespace jetseq {

/// Shows how far several trainings are, on standard error; may be called from any thread.
class TrialProgress {
public:
    explicit TrialProgress(std::vector<std::string> names);

    void on_batch(std::size_t trial, TrainProgress const& progress);
    void on_end(std::size_t trial, std::string const& summary);

private:
    struct State {
        std::string name;
        double done = 0;   ///< part of max_epochs
        std::string text;  ///< empty: not at work
    };

    void show();

    std::mutex mutex_;
    ProgressBar bar_;
    std::vector<State> states_;
};

}  // namespace jetseq
