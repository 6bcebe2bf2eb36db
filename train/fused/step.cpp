#include "train/fused/step.hpp"

#include <algorithm>
#include <cmath>

namespace jetseq::train {

double shrink_to(double clip, double norm) { return std::min(1.0, clip / (norm + 1e-6)); }

fused::Dropout dropout_of(FusedStep const& step) {
    return {static_cast<std::uint32_t>(std::lround(65536 * step.dropout)), static_cast<float>(1 / (1 - step.dropout)),
            step.seed, step.epoch};
}

fused::AdamStep adam_step(FusedStep const& step, std::int64_t t, std::size_t events, double shrink) {
    auto const power = static_cast<double>(t);
    return {static_cast<float>(step.beta1),
            static_cast<float>(step.beta2),
            static_cast<float>(step.epsilon),
            static_cast<float>(step.learning_rate / (1 - std::pow(step.beta1, power))),
            static_cast<float>(1 / std::sqrt(1 - std::pow(step.beta2, power))),
            static_cast<float>(shrink / static_cast<double>(events)),
            static_cast<float>(1 - step.learning_rate * step.weight_decay)};
}

}  // namespace jetseq::train
