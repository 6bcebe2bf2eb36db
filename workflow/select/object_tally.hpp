#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "select/cuts/event_selector.hpp"

namespace jetseq::workflow {

/// Counts the objects of a file that the selection of objects keeps, and those with unknown numbers.
struct ObjectTally {
    std::uint64_t events = 0;
    std::uint64_t leptons = 0, leptons_accepted = 0,
                  leptons_left = 0;  ///< all; within pt and eta; after the overlap removal
    std::uint64_t jets = 0, jets_left = 0;
    std::uint64_t large_jets = 0, large_jets_left = 0;
    std::uint64_t without_d2 = 0, without_n_trk = 0;  ///< large-R jets
    std::uint64_t btags = 0;

    void add(Event const& event, Event const& selected, ObjectCuts const& cuts) noexcept;
    void add(ObjectTally const& other) noexcept;
};

/// Notes on what may empty or fill regions unnoticed: nearly all leptons, jets or large-R jets lost, no jet b-tagged,
/// large-R jets without D2 or n_trk. Only about objects that the selection uses.
std::vector<std::string> notes_on(ObjectTally const& tally, std::string const& file, Selection const& selection);

}  // namespace jetseq::workflow
