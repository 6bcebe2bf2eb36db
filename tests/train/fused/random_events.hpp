#pragma once
#include <algorithm>
#include <numeric>
#include <vector>

#include "core/math/random.hpp"
#include "train/fused/layout.hpp"
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

/// Random events with 0 to `longest` objects in each sequence of a network, and its variables. The last event has no
/// object in any sequence.
struct EventsToJoin {
    struct Objects {
        std::vector<float> inputs;
        std::vector<std::uint64_t> offsets{0};
    };
    std::vector<Objects> sequences;
    std::vector<train::FusedObjects> others;
    std::vector<float> variables, labels, weights;
    std::vector<std::uint64_t> hashes;

    EventsToJoin(std::size_t count, train::JoinedSize const& size, std::size_t longest)
        : sequences(size.sequences.size()) {
        Random random{12};
        auto const draw = [&random](std::vector<float>& to, std::size_t numbers) {
            for (std::size_t k = 0; k < numbers; ++k) to.push_back(static_cast<float>(4 * random.uniform() - 2));
        };
        for (std::size_t n = 0; n < count; ++n) {
            for (std::size_t s = 0; s < sequences.size(); ++s) {
                std::size_t const length = n + 1 < count ? random.below(longest + 1) : 0;
                sequences[s].offsets.push_back(sequences[s].offsets.back() + length);
                draw(sequences[s].inputs, length * size.sequences[s].inputs);
            }
            draw(variables, size.variables);
            labels.push_back(static_cast<float>(random.below(std::max<std::size_t>(size.outputs, 2))));
            weights.push_back(static_cast<float>(0.5 + random.uniform()));
            hashes.push_back(random.bits());
        }
        for (std::size_t s = 1; s < sequences.size(); ++s) {
            others.push_back({sequences[s].inputs.data(), sequences[s].offsets.data()});
        }
    }
    EventsToJoin(EventsToJoin const&) = delete;  // `others` points into `sequences`
    EventsToJoin& operator=(EventsToJoin const&) = delete;

    std::size_t length(std::size_t s, std::size_t n) const {
        return sequences[s].offsets[n + 1] - sequences[s].offsets[n];
    }

    train::FusedEvents view() const {
        return {sequences[0].inputs.data(),
                sequences[0].offsets.data(),
                labels.data(),
                weights.data(),
                hashes.data(),
                others.data(),
                variables.data()};
    }

    /// All events, longest first sequence first.
    std::vector<std::size_t> batch() const {
        std::vector<std::size_t> all(labels.size());
        std::iota(all.begin(), all.end(), 0);
        std::stable_sort(all.begin(), all.end(),
                         [&](std::size_t a, std::size_t b) { return length(0, a) > length(0, b); });
        return all;
    }
};

}  // namespace jetseq::test
