#pragma once
#include <string>

#include "data/events/event_file.hpp"

namespace jetseq {

/// Copies those events of `file` that `selected` (of `jetseq select`) names, as they are, to `output`; the attributes
/// too, so that sum_of_weights still counts all events that were made. Holds the copied events in memory. Throws Error.
void write_skim(std::string const& file, std::string const& selected, OutputFile const& output, Attributes const& more);

}  // namespace jetseq
