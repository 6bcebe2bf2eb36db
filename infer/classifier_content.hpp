#pragma once
#include <memory>
#include <vector>

#include "infer/classifier.hpp"
#include "infer/network.hpp"

namespace jetseq {

// Of an ensemble's Scorer:
inline constexpr std::size_t averaged_together = 1024;  // events whose scores by one network wait for those by the next
inline constexpr std::size_t most_waiting_events = 256;
inline constexpr std::size_t most_waiting_jets = 1024;  // 16 kB

/// What copies of a Classifier and its Scorers share.
struct Classifier::Content {
    explicit Content(FrozenEnsemble ensemble);  ///< throws Error: see Classifier's constructors

    FrozenEnsemble frozen;
    TrainingSamples samples;  ///< of the training
    std::vector<std::unique_ptr<Network const>> networks;
    float canary_difference = 0;
};

}  // namespace jetseq
