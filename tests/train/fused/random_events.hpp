#pragma once
#include <algorithm>
#include <numeric>
#include <vector>

#include "core/math/random.hpp"
#include "train/fused/step.hpp"

namespace jetseq::test {

/// Random events with 0 to `longest` jets.
struct Events {
    std::vector<float> inputs, labels, weights;
    std::vector<std::uint64_t> offsets{0}, hashes;

    Events(std::size_t count, std::size_t longest, std::size_t inputs_per_jet = 4, std::uint64_t classes = 2) {
        Random random{11};
        for (std::size_t n = 0; n < count; ++n) {
            offsets.push_back(offsets.back() + random.below(longest + 1));
            labels.push_back(static_cast<float>(random.below(classes)));
            weights.push_back(static_cast<float>(0.5 + random.uniform()));
            hashes.push_back(random.bits());
        }
        for (std::size_t k = 0; k < inputs_per_jet * offsets.back(); ++k) {
            inputs.push_back(static_cast<float>(4 * random.uniform() - 2));
        }
    }

    train::FusedEvents view() const {
        return {inputs.data(), offsets.data(), labels.data(), weights.data(), hashes.data()};
    }

    /// All events, longest first.
    std::vector<std::size_t> batch() const {
        std::vector<std::size_t> all(labels.size());
        std::iota(all.begin(), all.end(), 0);
        std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
            return offsets[a + 1] - offsets[a] > offsets[b + 1] - offsets[b];
        });
        return all;
    }
};

}  // namespace jetseq::test
