#include "workflow/train/trial_progress.hpp"

#include <fmt/core.h>

#include <cmath>

namespace jetseq::workflow {

TrialProgress::TrialProgress(std::vector<std::string> names, Listener& listener) : listener_{listener} {
    for (auto& name : names) states_.push_back({std::move(name), 0, ""});
}

void TrialProgress::on_batch(std::size_t trial, train::TrainProgress const& progress) {
    auto const quality = std::isfinite(progress.validation_width)
                             ? fmt::format("width {:.4g}", progress.validation_width)
                             : fmt::format("AUC {:.4f}", progress.validation_auc);
    auto const text =
        fmt::format("epoch {}/{}  loss {:.4f}  {}", progress.epoch, progress.max_epochs, progress.loss, quality);
    double const epochs =
        progress.epoch - 1 + static_cast<double>(progress.batch) / static_cast<double>(progress.batches);
    std::lock_guard const lock{mutex_};
    states_[trial].done = epochs / progress.max_epochs, states_[trial].text = text;
    tell();
}

void TrialProgress::on_end(std::size_t trial, std::string const& summary) {
    std::lock_guard const lock{mutex_};
    states_[trial].done = 1, states_[trial].text.clear();
    listener_.step(states_[trial].name + ": " + summary);
}

void TrialProgress::tell() {
    double done = 0;
    std::string text;
    for (auto const& state : states_) {
        done += state.done;
        if (!state.text.empty()) text += (text.empty() ? "" : " | ") + state.name + ' ' + state.text;
    }
    listener_.progress(done / static_cast<double>(states_.size()), text);
}

}  // namespace jetseq::workflow
