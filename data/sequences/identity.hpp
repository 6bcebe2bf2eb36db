#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "event/event_id.hpp"

/// Which events are the same: those with the same id (sampleId, eventNumber), and those with the same jets.
namespace jetseq::data {

/// A hash of the jets: of all bits of eta and phi, and of 10 bits of pt and e (1 part in 2,000), so that a copy that
/// was stored in other units has the same hash, except for about 2 in 1,000 whose rounding differs. 0 without jets,
/// when it identifies no event.
std::uint64_t jets_hash(JetSequence jets) noexcept;

/// The same with all bits of pt and e.
std::uint64_t exact_jets_hash(JetSequence jets) noexcept;

/// A hash of the content of event `n`: exact_jets_hash(), or, of an event without jets, of the objects and variables
/// that were read by names. 0 if there are none.
std::uint64_t content_hash(Sequences const& sequences, std::size_t n) noexcept;

/// The number of events with the same jets as another event with another id: all but one of each such set.
std::uint64_t events_with_jets_of_others(Sequences const& sequences);

/// Events that have the id of an earlier event.
struct RepeatedIds {
    std::uint64_t with_same_jets = 0;   ///< the same event again
    std::uint64_t with_other_jets = 0;  ///< another event: the id does not identify it
    std::string first_other;            ///< "event 0 of sample 0 is in a.h5 and in b.h5, with different jets"
};
/// Events without jets are the same if the objects and variables that were read by names are.
RepeatedIds repeated_ids(Sequences const& sequences);

/// Throws Error if two events have the same id and different jets: the id can't be used to join or compare events.
void require_ids(Sequences const& sequences);

/// The number of events that have the id of an earlier one.
std::size_t repeats(std::vector<EventId> const& events);

/// The first two rows with the same id, if there are any.
std::optional<std::pair<std::size_t, std::size_t>> first_repeat(std::vector<EventId> const& events);

/// Rows of a table by event, for joins.
class EventRows {
public:
    /// `table`: its name in messages. Throws Error if an event has two rows.
    EventRows(std::vector<EventId> events, std::string const& table);

    std::optional<std::size_t> row_of(EventId event) const noexcept;

private:
    std::vector<EventId> events_;
    std::vector<std::pair<std::uint64_t, std::size_t>> by_hash_;  ///< event_hash() and row, rising
};

/// "event 5 of sample 1"
std::string text_of(EventId event);

}  // namespace jetseq::data
