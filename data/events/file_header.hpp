#pragma once
#include <string>

#include "data/events/event_file.hpp"
#include "data/hdf5/hdf5.hpp"

namespace jetseq {

/// Version of the HDF5 layouts of docs/reference/formats.md.
inline constexpr char const* format_version = "1";

/// Throws Error if at `path` stands a file of another kind than `kind` ("jetseq_scores"), which would be lost. Called
/// before anything is written.
void require_kind_or_nothing(std::string const& path, std::string const& kind);

/// Whether the file at `path` is one of ours of this kind. It does not become an input (core/io/inputs.hpp).
bool is_of_kind(std::string const& path, std::string const& kind);

/// Writes what every file of ours says of itself, and `attributes`.
void write_header(h5::NewFile& file, std::string const& kind, Attributes attributes);

}  // namespace jetseq
