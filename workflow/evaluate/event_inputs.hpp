#pragma once
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/studies/input_changes.hpp"
#include "infer/classifier.hpp"
#include "infer/event_batch.hpp"

namespace jetseq::workflow {

/// What a network that joins sequences reads of all events. Throws Error if something of it was not read.
evaluate::EventInputs event_inputs(FrozenModel const& model, data::Sequences const& sequences);

/// Ids of the events, by which an ensemble chooses the network that has not seen them.
struct Identities {
    std::vector<std::int32_t> sample_id;
    std::vector<std::uint64_t> event_number;

    explicit Identities(data::Sequences const& sequences) {
        for (auto const& event : sequences.events) {
            sample_id.push_back(event.sample_id), event_number.push_back(event.event_number);
        }
    }
    EventIds ids() const noexcept { return {sample_id.data(), event_number.data()}; }
};

/// The scores of the events, in batches on all cores. `ids` of all events; a single network needs none (null).
std::vector<float> scores_of(Classifier const& classifier, evaluate::EventInputs const& inputs, EventIds ids);

}  // namespace jetseq::workflow
