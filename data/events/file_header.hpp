#pragma once
#include <string>

#include "data/events/event_file.hpp"
#include "data/hdf5/hdf5.hpp"

namespace jetseq::data {

/// Version of the HDF5 layouts of docs/reference/formats.md.
inline constexpr char const* format_version = "1";

/// Throws Error if the file at `path` is not of `kind` ("jetseq_scores") and would be lost. Called before anything is
/// written.
void require_kind_or_nothing(std::string const& path, std::string const& kind);

/// Whether jetseq wrote the file at `path`, and it is of this kind. It does not become an input (core/io/inputs.hpp).
bool is_of_kind(std::string const& path, std::string const& kind);

/// Writes the attributes that every file of jetseq has, and `attributes`.
void write_header(h5::NewFile& file, std::string const& kind, Attributes attributes);

}  // namespace jetseq::data
