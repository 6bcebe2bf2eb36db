#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "train/loop/train.hpp"
#include "workflow/listener.hpp"

namespace jetseq {

/// Tells how far several trainings are; may be called from any thread.
class TrialProgress {
public:
    TrialProgress(std::vector<std::string> names, Listener& listener);

    void on_batch(std::size_t trial, TrainProgress const& progress);
    void on_end(std::size_t trial, std::string const& summary);

private:
    struct State {
        std::string name;
        double done = 0;   ///< part of max_epochs
        std::string text;  ///< empty: not at work
    };

    void tell();

    std::mutex mutex_;
    Listener& listener_;
    std::vector<State> states_;
};

}  // namespace jetseq
