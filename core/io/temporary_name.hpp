#pragma once
#include <string>

namespace jetseq {

/// Makes an empty file beside `target` that no other process, here or on another host, uses: its path. errno and "" if
/// that fails. Permissions are those of any new file (0666 without the umask).
std::string make_temporary_beside(std::string const& target);

/// Removes temporary files in `folder` whose process on this host is dead, and those of other hosts that have not been
/// written to for a week. Looks once in each folder.
void remove_stale_temporaries(std::string const& folder);

}  // namespace jetseq
