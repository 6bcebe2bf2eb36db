#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "data/sequences/sequences.hpp"
#include "evaluate/metrics/leakage.hpp"
#include "models/frozen/frozen_model.hpp"
#include "train/input/parts.hpp"

/// Which events a model has seen: in its own training and in those of the models that it was fine-tuned from.
namespace jetseq {

/// The events that one training was given.
struct TrainingEvents {
    std::set<std::int32_t> sample_ids;
    Fold fold;  ///< of its split
};

/// What all trainings of a model have seen, by (sampleId, eventNumber).
struct SeenEvents {
    std::vector<TrainingEvents> trainings;  ///< its own first
    bool is_known = true;                   ///< false: it, or a model that it began with, does not say

    /// Part::train where any of the trainings learnt from the event, else Part::validation where any chose its best
    /// epoch with it, else Part::test where it stood in the test part of its own; nothing for events of other samples.
    std::optional<Part> part_of(EventInfo const& event) const;
    /// Whether any of the trainings learnt from the event or chose its best epoch with it.
    bool holds(EventInfo const& event) const;
    /// Of these events by their ids; absent if it is not known.
    std::optional<Leakage> leakage(Sequences const& sequences) const;
};

/// Throws Json::exception where the model's record of its training is of another form.
SeenEvents seen_events(FrozenModel const& model);

/// What the record of a training (data_record()) says of the model `file` that it begins with: its name, SHA-256 and
/// record, and those of the models that it began with; a record that it does not have is null. Throws Error.
Json ancestors_of(std::string const& file);

}  // namespace jetseq
