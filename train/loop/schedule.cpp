#include "train/loop/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jetseq::train {
namespace {

/// How often `patience` epochs have passed without a new minimum of the loss.
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

int epochs_since_best(TrainOptions const& options, std::vector<EpochRecord> const& history) {
    std::size_t best = 0;
    for (std::size_t n = 1; n < history.size(); ++n) {
        double const loss = loss_that_counts(options, history[n]);
        if (loss < loss_that_counts(options, history[best]) || std::isinf(loss)) best = n;  // no average yet: wait
    }
    return history.empty() ? 0 : static_cast<int>(history.size() - 1 - best);
}

/// Half a cosine from `begin` at done = 0 to `end` at done = 1.
double half_cosine(double begin, double end, double done) {
    constexpr double pi = 3.14159265358979323846;
    return end + (begin - end) * 0.5 * (1 + std::cos(pi * done));
}

/// The rate of PyTorch's OneCycleLR(max_lr = learning_rate, total_steps = max_epochs x batches, cycle_momentum = False,
/// final_div_factor = learning_rate / 25 / final_learning_rate) in the same step: it rises from learning_rate / 25 over
/// 30 % of the steps and falls to final_learning_rate in the last one.
double one_cycle(TrainOptions const& options, std::size_t epochs, StepOfEpoch step) {
    constexpr double rising = 0.3, first = 1.0 / 25;
    double const top = options.learning_rate;
    auto const batches = static_cast<double>(step.batches);
    double const steps = batches * options.max_epochs;
    double const n = std::max(0.0, batches * static_cast<double>(epochs) + static_cast<double>(step.batch) - 1);
    double const at_top = rising * steps - 1;
    if (n <= at_top) return half_cosine(first * top, top, n / at_top);
    return half_cosine(top, options.final_learning_rate, (n - at_top) / (steps - 1 - at_top));
}

double without_warmup(TrainOptions const& options, std::vector<EpochRecord> const& history, StepOfEpoch step) {
    auto const epochs = static_cast<double>(history.size());
    switch (options.schedule) {
        case Schedule::constant:
            break;
        case Schedule::plateau:
            return options.learning_rate * std::pow(0.5, plateaus(history, options.plateau_patience));
        case Schedule::cosine:
            return half_cosine(options.learning_rate, options.final_learning_rate, epochs / options.max_epochs);
        case Schedule::one_cycle:
            return one_cycle(options, history.size(), step);
    }
    return options.learning_rate;
}

}  // namespace

double learning_rate(TrainOptions const& options, std::vector<EpochRecord> const& history, StepOfEpoch step) {
    double const rate = without_warmup(options, history, step);
    double const done = static_cast<double>(history.size()) + step.done();
    return done < options.warmup_epochs ? rate * done / options.warmup_epochs : rate;
}

double loss_that_counts(TrainOptions const& options, EpochRecord const& record) {
    bool const averaged = std::isfinite(record.average_loss);
    if (options.freeze_average) return averaged ? record.average_loss : std::numeric_limits<double>::infinity();
    return averaged ? std::min(record.validation_loss, record.average_loss) : record.validation_loss;
}

bool is_over(TrainOptions const& options, std::vector<EpochRecord> const& history) {
    bool const all_done = static_cast<int>(history.size()) >= options.max_epochs;
    return all_done || (options.patience > 0 && epochs_since_best(options, history) >= options.patience);
}

}  // namespace jetseq::train
