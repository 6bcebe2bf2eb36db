#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/sequences/split.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::train {

/// The part that an event belongs to in a training of `fold`. Without folds (fold.of 1): that of
/// data/sequences/split.hpp. With folds: `fold` is the test part, so that each event is tested once; of the others 80 %
/// train and 20 % validate, as 56 : 14, chosen by another scrambling of the event's hash.
data::Part part_of(EventInfo const& event, Fold const& fold);

/// Indices of the events of known production in `part`, rising.
std::vector<std::size_t> events_of(data::Sequences const& sequences, data::Part part, Fold const& fold);

/// Throws Error unless the events `part` have each of `classes` and no other label.
void require_all_classes(data::Sequences const& sequences, std::vector<std::size_t> const& part,
                         std::string const& name, std::vector<std::string> const& classes);

/// True if no event has a label (signalType -1).
bool all_unlabelled(data::Sequences const& sequences);

/// The end of an error that begins with "all N".
inline constexpr char const* unlabelled =
    " events have no class: signalType is -1, or of none of the classes). Say which class they are of";

}  // namespace jetseq::train
