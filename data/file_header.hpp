#pragma once
#include <string>

#include "jetseq/data/event_file.hpp"
#include "jetseq/data/hdf5.hpp"
#include "jetseq/event/version.hpp"

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
