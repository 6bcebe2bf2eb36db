#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/events/names.hpp"
#include "data/sequences/sequences.hpp"

/// The number that a network is to find, in place of a class (EventChoice::target).
namespace jetseq::data {

/// The target as a list of variables, which may be empty.
inline std::vector<std::string> target_of(EventChoice const& inputs) {
    return inputs.target.empty() ? std::vector<std::string>{} : std::vector<std::string>{inputs.target};
}

/// `names` to read with: with a target, the label of the events has no meaning.
Names names_for_target(Names const& names);

/// Throws Error unless the events have the target `names`, one name or none.
void require_target(Sequences const& sequences, std::vector<std::string> const& names);

/// Makes the last `count` events, rows `first` ... of `table`, those of class 0; events whose target is not finite are
/// of unknown production. Returns their number. Throws Error if there are such events and `names` does not drop them.
std::size_t label_by_target(Names const& names, std::string const& table, std::size_t first, std::size_t count,
                            Sequences& sequences);

/// Notes for the user that `dropped` of `events` events are left out.
std::string dropped_note(std::size_t dropped, std::size_t events, std::string const& target);

}  // namespace jetseq::data
