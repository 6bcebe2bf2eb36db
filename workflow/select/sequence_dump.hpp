#pragma once
#include <string>

#include "core/io/output_file.hpp"
#include "core/text/strings.hpp"
#include "data/sequences/sequences.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// The columns that `select.variables` adds to sequences: all tag variables, or none.
Strings dumped_variables(Config& config);

/// What `inputs` names for the file of sequences: also what objects are sorted by, as a further feature, so that a
/// training with the same `inputs` finds all it needs. Of networks of variables the tag variables, if
/// `select.variables` adds them. Empty without `inputs`.
data::EventChoice dumped_inputs(Config& config);

/// Writes `sequences` in a random order, so that a reader of the first rows sees all kinds of events. The attributes
/// say `configuration` and what the events' `files` say of themselves.
void write_dump(OutputFile const& output, data::Sequences const& sequences, unsigned long seed,
                std::string const& configuration, Strings const& files);

/// What the files say of themselves: a paragraph for each.
std::string description_of(Strings const& files);

/// Whether a training can learn from the events: they are of both classes.
bool has_both_classes(data::Sequences const& sequences);

}  // namespace jetseq::workflow
