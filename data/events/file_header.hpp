#pragma once
#include <string>

#include "core/version.hpp"
#include "data/events/event_file.hpp"
#include "data/hdf5/hdf5.hpp"

namespace jetseq {

/// Version of the HDF5 layouts of docs/formats.md.
inline constexpr char const* format_version = "1";

/// Writes what every file of ours says of itself, and `attributes`.
inline void write_header(h5::NewFile& file, std::string const& kind, Attributes attributes) {
    attributes["kind"] = kind;
    attributes["format_version"] = format_version;
    attributes["jetseq_version"] = version();
    attributes["git_revision"] = git_revision();
    for (auto const& [name, value] : attributes) file.write_attribute(name, value);
}

}  // namespace jetseq
