#pragma once
#include <vector>

#include "train/backends/backend.hpp"
#include "train/fused/network.hpp"

namespace jetseq::train {

/// The sequences after the first, in place.
inline std::vector<FusedObjects> fused_objects(TrainingData const& data) {
    std::vector<FusedObjects> list;
    for (auto const& one : data.others) list.push_back({one.inputs.data(), one.offsets.data()});
    return list;
}

/// The events as the fused step reads them, in place; `others`: fused_objects(data), owned by the caller.
inline FusedEvents fused_events(TrainingData const& data, std::vector<FusedObjects> const& others = {}) {
    return {data.inputs.data(), data.offsets.data(), data.labels.data(),   data.weights.data(),
            data.hashes.data(), others.data(),       data.variables.data()};
}

/// The settings of one step of a training.
inline FusedStep fused_step(TrainOptions const& options, double learning_rate, int epoch) {
    FusedStep step;
    step.learning_rate = learning_rate, step.beta1 = options.beta1, step.beta2 = options.beta2;
    step.weight_decay = options.weight_decay, step.clip = options.clip;
    step.dropout = options.dropout, step.seed = options.seed, step.epoch = static_cast<std::uint32_t>(epoch);
    return step;
}

}  // namespace jetseq::train
