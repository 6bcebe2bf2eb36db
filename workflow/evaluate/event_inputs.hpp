#pragma once
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/studies/input_changes.hpp"
#include "infer/classifier.hpp"
#include "infer/event_batch.hpp"

namespace jetseq::workflow {

/// What a network that joins sequences reads of all events. Throws Error if something of it was not read.
evaluate::EventInputs event_inputs(FrozenModel const& model, data::Sequences const& sequences);

/// The scores of the events, in batches on all cores. `ids` of all events; a single network needs none (null).
std::vector<float> scores_of(Classifier const& classifier, evaluate::EventInputs const& inputs, EventIds ids);

}  // namespace jetseq::workflow
