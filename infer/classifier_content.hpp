#pragma once
#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "infer/network.hpp"
#include "models/frozen/frozen_ensemble.hpp"

namespace jetseq {

/// The networks of a Classifier, ready to score; shared by its copies and their Scorers.
struct ClassifierContent {
    explicit ClassifierContent(FrozenEnsemble ensemble);  ///< throws Error: see Classifier's constructors

    std::size_t classes() const noexcept { return frozen.networks.front().classes.size(); }
    std::size_t memory() const noexcept;  ///< floats that the largest network needs

    FrozenEnsemble frozen;
    TrainingSamples samples;  ///< of the training
    std::vector<std::unique_ptr<Network const>> networks;
    float canary_difference = 0;
    mutable std::atomic<std::size_t> owners{1};  ///< Classifiers
};

}  // namespace jetseq
