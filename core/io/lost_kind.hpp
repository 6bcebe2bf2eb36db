#pragma once
#include <string>

namespace jetseq {

/// The kind of the file at `old` ("a frozen model", "of another kind") if the file at `made` is of a different kind, so
/// that replacing it would lose something. "" if there is no file at `old`, if both are of one kind, or if the kinds
/// can't be told: all HDF5 files count as one kind here, and so do all texts without a known beginning.
std::string lost_kind(std::string const& old, std::string const& made);

}  // namespace jetseq
