#pragma once
#include <string>

#include "data/events/event_file.hpp"

namespace jetseq::workflow {

/// Copies the events of `file` that are in `selected`, a file of selected events, unchanged to `output`, with the
/// attributes, so that sum_of_weights still counts all generated events. Holds the copied events in memory. Throws
/// Error.
void write_skim(std::string const& file, std::string const& selected, OutputFile const& output,
                data::Attributes const& more);

}  // namespace jetseq::workflow
