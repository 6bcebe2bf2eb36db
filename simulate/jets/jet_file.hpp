#pragma once
#include <string>

#include "core/io/output_file.hpp"
#include "data/events/event_file.hpp"
#include "simulate/jets/labelled_jets.hpp"

namespace jetseq::simulate {

/// Writes a file of jets: /jets, /constituents (docs/reference/formats.md), gzip + shuffle. Rows stay in the order
/// given. `kind`, `format_version`, `jetseq_version`, `git_revision` are added to `attributes`. Throws Error if the
/// file can't be written.
void write_jets(std::string const& path, JetSample const& sample, data::Attributes attributes);
/// Writes jets to `output`, which the caller commits.
void write_jets(OutputFile const& output, JetSample const& sample, data::Attributes attributes);

/// Reads a file that write_jets() wrote, without its sum of weights. Throws Error: no such file, not HDF5, a dataset or
/// column that is missing or of the wrong type.
JetSample read_jets(std::string const& path);

}  // namespace jetseq::simulate
