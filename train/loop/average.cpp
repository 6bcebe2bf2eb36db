#include "train/loop/average.hpp"

#include <cmath>

namespace jetseq::train {
namespace {

/// average += fraction x (weights - average).
void move(AveragedWeights& average, std::vector<float> const& weights, double fraction) {
    if (average.count++ == 0) {
        average.values.assign(weights.begin(), weights.end());
        return;
    }
    for (std::size_t k = 0; k < weights.size(); ++k) {
        average.values[k] += fraction * (weights[k] - average.values[k]);
    }
}

}  // namespace

void add_step(AveragedWeights& average, TrainOptions const& options, Backend const& backend) {
    if (options.average != Average::ema) return;
    double const decay = options.average_decay;
    double const all = 1 - std::pow(decay, static_cast<double>(average.count + 1));
    move(average, backend.state().parameters, (1 - decay) / all);
}

void add_epoch(AveragedWeights& average, TrainOptions const& options, int epoch, Backend const& backend) {
    if (options.average != Average::swa || epoch <= options.average_from * options.max_epochs) return;
    move(average, backend.state().parameters, 1 / static_cast<double>(average.count + 1));
}

}  // namespace jetseq::train
