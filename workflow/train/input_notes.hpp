#pragma once
#include <cstddef>

#include "data/sequences/sequences.hpp"
#include "workflow/listener.hpp"

namespace jetseq::workflow {

/// Tells of inputs by names that a network can't learn from: lists that are empty in all events of the training part,
/// features and variables that never change there, and numbers that only identify an event. With several `folds`, of
/// all labelled events. `names`: those by which the events were read.
void tell_of_inputs(data::Sequences const& sequences, data::Names const& names, std::size_t folds, Listener& listener);

}  // namespace jetseq::workflow
