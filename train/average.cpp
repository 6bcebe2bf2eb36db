#include "jetseq/train/average.hpp"

#include <algorithm>

namespace jetseq {
namespace {

/// average += part x (weights - average), in double precision.
void move(AveragedWeights& average, std::vector<float> const& weights, double part) {
    if (average.count++ == 0) {
        average.values = weights;
        return;
    }
    for (std::size_t k = 0; k < weights.size(); ++k) {
        double const before = average.values[k];
        average.values[k] = static_cast<float>(before + part * (weights[k] - before));
    }
}

}  // namespace

void add_step(AveragedWeights& average, TrainOptions const& options, Backend const& backend) {
    if (options.average != Average::ema) return;
    auto const n = static_cast<double>(average.count);
    double const decay = std::min(options.average_decay, (1 + n) / (10 + n));
    move(average, backend.state().parameters, 1 - decay);
}

void add_epoch(AveragedWeights& average, TrainOptions const& options, int epoch, Backend const& backend) {
    if (options.average != Average::swa || epoch <= options.average_from * options.max_epochs) return;
    move(average, backend.state().parameters, 1 / static_cast<double>(average.count + 1));
}

}  // namespace jetseq
