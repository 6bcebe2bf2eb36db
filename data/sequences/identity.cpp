#include "data/sequences/identity.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/error.hpp"
#include "core/math/scrambled.hpp"

namespace jetseq::data {
namespace {

using HashAndPlace = std::pair<std::uint64_t, std::size_t>;

bool same(EventId a, EventId b) { return a.sample_id == b.sample_id && a.event_number == b.event_number; }

/// A conversion of units and back may change the last bit or two of a float.
bool nearly_same(float a, float b) { return std::abs(a - b) <= 1e-6F * std::max(std::abs(a), std::abs(b)); }

bool same_jets(JetSequence a, JetSequence b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](Jet const& x, Jet const& y) {
        return nearly_same(x.pt, y.pt) && x.eta == y.eta && x.phi == y.phi && nearly_same(x.e, y.e);
    });
}

/// All bits, without the sign of zero.
std::uint32_t bits_of(float value) { return std::bit_cast<std::uint32_t>(value + 0.0F); }

/// Rounded to 10 of the 23 bits of its fraction.
std::uint32_t rounded_bits_of(float value) { return (bits_of(value) + (1U << 12)) >> 13; }

/// `bits_of_momentum`: for pt and e.
template <class BitsOf>
std::uint64_t hash_of_jets(JetSequence jets, BitsOf bits_of_momentum) noexcept {
    if (jets.empty()) return 0;
    std::uint64_t hash = jets.size();
    for (Jet const& jet : jets) {
        for (auto const bits : {bits_of_momentum(jet.pt), bits_of(jet.eta), bits_of(jet.phi), bits_of_momentum(jet.e)})
            hash = scrambled(hash ^ bits);
    }
    return std::max<std::uint64_t>(hash, 1);
}

/// Hashes and rows, sorted, so that equal events are neighbours in rising order.
template <class HashOf>
std::vector<HashAndPlace> sorted_hashes(std::size_t events, HashOf hash_of) {
    std::vector<HashAndPlace> hashes;
    hashes.reserve(events);
    for (std::size_t n = 0; n < events; ++n) hashes.emplace_back(hash_of(n), n);
    std::sort(hashes.begin(), hashes.end());
    return hashes;
}

std::uint64_t hash_of(EventId event) { return event_hash(event.sample_id, event.event_number); }

/// Calls found(before, row) for each two neighbours in the sorted `hashes` that are the same event.
template <class IdOf, class Found>
void for_each_repeat(std::vector<HashAndPlace> const& hashes, IdOf const& id_of_row, Found const& found) {
    for (std::size_t i = 1; i < hashes.size(); ++i) {
        auto const before = hashes[i - 1].second, row = hashes[i].second;
        if (hashes[i].first == hashes[i - 1].first && same(id_of_row(before), id_of_row(row))) found(before, row);
    }
}

/// The same for a list of events.
template <class Found>
void for_each_repeat(std::vector<EventId> const& events, Found const& found) {
    auto const id = [&](std::size_t n) { return events[n]; };
    for_each_repeat(sorted_hashes(events.size(), [&](std::size_t n) { return hash_of(events[n]); }), id, found);
}

std::string file_of(Sequences const& sequences, std::size_t event) {
    std::string file = "the events";
    for (auto const& source : sequences.sources) {
        if (source.first_event <= event) file = source.file;
    }
    return file;
}

std::string text_of_pair(Sequences const& sequences, std::size_t first, std::size_t second) {
    auto const a = file_of(sequences, first), b = file_of(sequences, second);
    bool const has_jets = sequences.length(first) + sequences.length(second) > 0;
    return text_of(id_of(sequences.events[first])) + " is " +
           (a == b ? "in " + a + " twice" : "in " + a + " and in " + b) +
           (has_jets ? ", with different jets" : ", with different content");
}

/// The numbers of event `n` that were read by names: for each kind the objects, then the variables.
std::vector<View<float>> named_numbers(Sequences const& sequences, std::size_t n) {
    std::vector<View<float>> numbers;
    for (auto const& list : sequences.objects) numbers.emplace_back(list.row(n), list.length(n) * list.width());
    if (!sequences.objects.empty()) numbers.emplace_back(sequences.variables.row(n), sequences.variables.names.size());
    return numbers;
}

/// True if two events have the same jets or, without jets, the same numbers read by names.
bool same_content(Sequences const& sequences, std::size_t a, std::size_t b) {
    bool const has_jets = sequences.length(a) + sequences.length(b) > 0;
    if (has_jets || sequences.objects.empty()) return same_jets(sequences[a], sequences[b]);
    auto const of_a = named_numbers(sequences, a), of_b = named_numbers(sequences, b);
    return std::equal(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), [](auto const& x, auto const& y) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(), nearly_same);
    });
}

}  // namespace

std::string text_of(EventId event) {
    return "event " + std::to_string(event.event_number) + " of sample " + std::to_string(event.sample_id);
}

std::uint64_t jets_hash(JetSequence jets) noexcept { return hash_of_jets(jets, rounded_bits_of); }

std::uint64_t exact_jets_hash(JetSequence jets) noexcept { return hash_of_jets(jets, bits_of); }

std::uint64_t content_hash(Sequences const& sequences, std::size_t n) noexcept {
    if (sequences.length(n) > 0 || sequences.objects.empty()) return exact_jets_hash(sequences[n]);
    std::uint64_t hash = 0;
    for (auto const& numbers : named_numbers(sequences, n)) {
        hash = scrambled(hash ^ numbers.size());
        for (float const number : numbers) hash = scrambled(hash ^ bits_of(number));
    }
    return std::max<std::uint64_t>(hash, 1);
}

std::uint64_t events_with_jets_of_others(Sequences const& sequences) {
    auto const hashes = sorted_hashes(sequences.size(), [&](std::size_t n) { return jets_hash(sequences[n]); });
    std::uint64_t found = 0;
    for (std::size_t i = 1; i < hashes.size(); ++i) {
        auto const [hash, n] = hashes[i];
        if (hash == 0 || hash != hashes[i - 1].first) continue;
        found += !same(id_of(sequences.events[n]), id_of(sequences.events[hashes[i - 1].second]));
    }
    return found;
}

RepeatedIds repeated_ids(Sequences const& sequences) {
    auto const id = [&](std::size_t n) { return id_of(sequences.events[n]); };
    auto const hashes = sorted_hashes(sequences.size(), [&](std::size_t n) { return hash_of(id(n)); });
    RepeatedIds repeated;
    for_each_repeat(hashes, id, [&](std::size_t before, std::size_t row) {
        bool const again = same_content(sequences, before, row);
        ++(again ? repeated.with_same_jets : repeated.with_other_jets);
        if (!again && repeated.first_other.empty()) repeated.first_other = text_of_pair(sequences, before, row);
    });
    return repeated;
}

void require_ids(Sequences const& sequences) {
    auto const repeated = repeated_ids(sequences);
    if (repeated.with_other_jets == 0) return;
    throw Error{repeated.first_other +
                " (events are told apart by sampleId and eventNumber). Give each sample a sampleId, and "
                "each event of it a number, of its own"};
}

std::size_t repeats(std::vector<EventId> const& events) {
    std::size_t found = 0;
    for_each_repeat(events, [&](std::size_t, std::size_t) { ++found; });
    return found;
}

std::optional<std::pair<std::size_t, std::size_t>> first_repeat(std::vector<EventId> const& events) {
    std::optional<std::pair<std::size_t, std::size_t>> first;
    for_each_repeat(events, [&](std::size_t before, std::size_t row) {
        if (!first || row < first->second) first = {before, row};
    });
    return first;
}

EventRows::EventRows(std::vector<EventId> events, std::string const& table)
    : events_{std::move(events)}, by_hash_{sorted_hashes(events_.size(), [this](std::size_t n) {
          return hash_of(events_[n]);
      })} {
    auto const id = [this](std::size_t row) { return events_[row]; };
    for_each_repeat(by_hash_, id, [&](std::size_t before, std::size_t row) {
        throw Error{table + ": " + text_of(events_[row]) + " is in row " + std::to_string(before) + " and in row " +
                    std::to_string(row) +
                    " (rows are joined by sampleId and eventNumber). Give each file that it was " +
                    "made of a sampleId of its own, and each event once"};
    });
}

std::optional<std::size_t> EventRows::row_of(EventId event) const noexcept {
    auto at = std::lower_bound(by_hash_.begin(), by_hash_.end(), HashAndPlace{hash_of(event), 0});
    for (; at != by_hash_.end() && at->first == hash_of(event); ++at) {
        if (same(events_[at->second], event)) return at->second;
    }
    return std::nullopt;
}

}  // namespace jetseq::data
