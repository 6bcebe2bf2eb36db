#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/math/random.hpp"
#include "data/sequences/sequences.hpp"
#include "event/event.hpp"

/// Cheap events that resemble real ones. For tests only: they contain no physics.
namespace jetseq::test {

/// `count` soft jets in falling pt, all with pt > 30 GeV and abs(eta) < 4.5.
std::vector<Jet> toy_jets(std::size_t count, Random& random);

/// VBF-like events (two hard forward jets in opposite hemispheres, few others) and ggF-like ones (soft jets), about
/// one of each; 5 % have no jets. All objects filled; (sampleId, eventNumber) unique for seeds below 10^8.
std::vector<Event> toy_events(std::size_t events, std::uint64_t seed);

/// The same events with all their jets as sequences (selection: pt > 30 GeV, abs(eta) < 4.5).
data::Sequences toy_sequences(std::size_t events, std::uint64_t seed);

}  // namespace jetseq::test
