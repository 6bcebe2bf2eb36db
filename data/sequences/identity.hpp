#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "event/event_id.hpp"

/// Which events are the same: those with one id (sampleId, eventNumber), and those with the same jets.
namespace jetseq {

/// A number that belongs to the jets: eta and phi bit by bit, pt and e to 10 bits (1 part in 2,000), so that a copy
/// which was stored in other units has it too, but for the 2 or so in 1,000 whose rounding differs. 0 without jets,
/// which tell nothing of an event.
std::uint64_t jets_hash(JetSequence jets) noexcept;

/// The same of all bits.
std::uint64_t exact_jets_hash(JetSequence jets) noexcept;

/// The events of `sequences` with jets that another event has too, under another id: all but one of each such set.
std::uint64_t events_with_jets_of_others(Sequences const& sequences);

/// Events whose id another event before them has.
struct RepeatedIds {
    std::uint64_t with_same_jets = 0;   ///< the same event again
    std::uint64_t with_other_jets = 0;  ///< another event: its id says nothing
    std::string first_other;            ///< "event 0 of sample 0 stands in a.h5 and in b.h5, with different jets"
};
RepeatedIds repeated_ids(Sequences const& sequences);

/// Throws Error where two events have one id and different jets: nothing can be joined or counted as seen by it.
void require_ids(Sequences const& sequences);

/// How many events have the id of one before them.
std::size_t repeats(std::vector<EventId> const& events);

/// The first two rows with one id, if any have.
std::optional<std::pair<std::size_t, std::size_t>> first_repeat(std::vector<EventId> const& events);

/// Rows of a table by event, for joins.
class EventRows {
public:
    /// `table`: its name in messages. Throws Error where an event has two rows.
    EventRows(std::vector<EventId> events, std::string const& table);

    std::optional<std::size_t> row_of(EventId event) const noexcept;

private:
    std::vector<EventId> events_;
    std::vector<std::pair<std::uint64_t, std::size_t>> by_hash_;  ///< event_hash() and row, rising
};

/// "event 5 of sample 1"
std::string text_of(EventId event);

}  // namespace jetseq
