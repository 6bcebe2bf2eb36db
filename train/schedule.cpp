#include "jetseq/train/schedule.hpp"

#include <algorithm>
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

/// `done`: part of the training, in [0, 1]. Shape and constants are those of PyTorch's OneCycleLR; its cycle of beta1
/// is left out.
double one_cycle(TrainOptions const& options, double done) {
    constexpr double rising = 0.3, first = 1.0 / 25;
    double const top = options.learning_rate;
    if (done < rising) return half_cosine(first * top, top, done / rising);
    return half_cosine(top, options.final_learning_rate, (done - rising) / (1 - rising));
}

double without_warmup(TrainOptions const& options, std::vector<EpochRecord> const& history, double share) {
    auto const epochs = static_cast<double>(history.size());
    switch (options.schedule) {
        case Schedule::constant:
            break;
        case Schedule::plateau:
            return options.learning_rate * std::pow(0.5, plateaus(history, options.plateau_patience));
        case Schedule::cosine:
            return half_cosine(options.learning_rate, options.final_learning_rate, epochs / options.max_epochs);
        case Schedule::one_cycle:
            return one_cycle(options, (epochs + share) / options.max_epochs);
    }
    return options.learning_rate;
}

}  // namespace

double learning_rate(TrainOptions const& options, std::vector<EpochRecord> const& history, double share) {
    double const rate = without_warmup(options, history, share);
    double const done = static_cast<double>(history.size()) + share;
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

}  // namespace jetseq
