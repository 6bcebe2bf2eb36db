#pragma once
#include "../../event/event.hpp"
#include "../candidate/v_candidate.hpp"

namespace jetseq {

/// Scores events by a network that reads more of them than the jets beside the V -> qq candidate.
class EventScore {
public:
    virtual ~EventScore() = default;
    /// The score of `event`, after select_objects(), with this candidate.
    virtual float operator()(Event const& event, VCandidate const& candidate) = 0;
};

}  // namespace jetseq
