#pragma once
#include <memory>
#include <vector>

#include "jetseq/infer/classifier.hpp"
#include "jetseq/infer/network.hpp"

namespace jetseq {

/// What copies of a Classifier and its Scorers share.
struct Classifier::Content {
    explicit Content(FrozenEnsemble ensemble);  ///< throws Error: see Classifier's constructors

    FrozenEnsemble frozen;
    std::vector<std::unique_ptr<Network const>> networks;
    float canary_difference = 0;
};

}  // namespace jetseq
