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
namespace jetseq::workflow {

/// The events of one training.
struct TrainingEvents {
    std::set<std::int32_t> sample_ids;
    Fold fold;  ///< of its split
};

/// The events that all trainings of a model have seen, by (sampleId, eventNumber).
struct SeenEvents {
    std::vector<TrainingEvents> trainings;  ///< its own first
    bool is_known = true;                   ///< false: the model, or an ancestor, does not say

    /// Part::train if any of the trainings learnt from the event, else Part::validation if any chose its best epoch
    /// with it, else Part::test if it was in the test part of its own training; nothing for events of other samples.
    std::optional<data::Part> part_of(EventInfo const& event) const;
    /// Whether any of the trainings learnt from the event or chose its best epoch with it.
    bool holds(EventInfo const& event) const;
    /// The part of each of these events, by their ids; absent if unknown.
    std::optional<evaluate::Leakage> leakage(data::Sequences const& sequences) const;
};

/// Throws Json::exception if the model's record of its training has another form.
SeenEvents seen_events(FrozenModel const& model);

/// The part of data_record() about the model `file` that a training begins with: its name, SHA-256 and record, and
/// those of its ancestors; a missing record is null. Throws Error.
Json ancestors_of(std::string const& file);

}  // namespace jetseq::workflow
