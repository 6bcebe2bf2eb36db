#pragma once
#include <string>

namespace jetseq {

/// What stands at `old` if a file like the one at `made` would lose it: "a frozen model" in the place of scores, say,
/// or "of another kind"; "" if nothing is there, both are of one kind, or they can't be told apart, as texts without
/// a known beginning and HDF5 files can't.
std::string lost_kind(std::string const& old, std::string const& made);

}  // namespace jetseq
