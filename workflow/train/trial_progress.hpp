#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "train/loop/train.hpp"
#include "workflow/listener.hpp"

namespace jetseq::workflow {

/// Reports the progress of several trainings; may be called from any thread.
class TrialProgress {
public:
    TrialProgress(std::vector<std::string> names, Listener& listener);

    void on_batch(std::size_t trial, train::TrainProgress const& progress);
    void on_end(std::size_t trial, std::string const& summary);

private:
    struct State {
        std::string name;
        double done = 0;   ///< fraction of max_epochs
        std::string text;  ///< empty: not running
    };

    void tell();

    std::mutex mutex_;
    Listener& listener_;
    std::vector<State> states_;
};

}  // namespace jetseq::workflow
