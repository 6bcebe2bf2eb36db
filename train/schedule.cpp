#include "jetseq/train/schedule.hpp"

#include <cmath>
#include <limits>

namespace jetseq {
namespace {

/// How often the loss went `patience` epochs without a new minimum.
int plateaus(std::vector<EpochRecord> const& history, int patience) {
    double best = std::numeric_limits<double>::infinity();
    int found = 0, waited = 0;
    for (auto const& record : history) {
        bool const better = record.validation_loss < best;
        waited = better ? 0 : waited + 1;
        if (better) best = record.validation_loss;
        if (waited == patience) ++found, waited = 0;
    }
    return found;
}

int epochs_since_best(std::vector<EpochRecord> const& history) {
    std::size_t best = 0;
    for (std::size_t n = 1; n < history.size(); ++n) {
        if (history[n].validation_loss < history[best].validation_loss) best = n;
    }
    return history.empty() ? 0 : static_cast<int>(history.size() - 1 - best);
}

}  // namespace

double learning_rate(TrainOptions const& options, std::vector<EpochRecord> const& history) {
    switch (options.schedule) {
        case Schedule::constant:
            return options.learning_rate;
        case Schedule::plateau:
            return options.learning_rate * std::pow(0.5, plateaus(history, options.plateau_patience));
        case Schedule::cosine:
            break;
    }
    constexpr double pi = 3.14159265358979323846;
    double const done = static_cast<double>(history.size()) / options.max_epochs;
    return options.final_learning_rate +
           (options.learning_rate - options.final_learning_rate) * 0.5 * (1 + std::cos(pi * done));
}

bool is_over(TrainOptions const& options, std::vector<EpochRecord> const& history) {
    bool const all_done = static_cast<int>(history.size()) >= options.max_epochs;
    return all_done || (options.patience > 0 && epochs_since_best(history) >= options.patience);
}

}  // namespace jetseq
