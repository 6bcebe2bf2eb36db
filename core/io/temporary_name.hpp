#pragma once
#include <string>

namespace jetseq {

/// Makes an empty file beside `target` that no other process, on this or another host, uses, and returns its path; ""
/// and errno if that fails. Permissions are those of any new file (0666 minus the umask).
std::string make_temporary_beside(std::string const& target);

/// The path beside which make_temporary_beside() has made `path`, for messages; `path` if it has not. The name is cut
/// short if it was long.
std::string final_path(std::string const& path);

/// Removes temporary files in `folder` whose process on this host is dead, and those of other hosts that have not been
/// written to for a week. Looks into each folder once.
void remove_stale_temporaries(std::string const& folder);

}  // namespace jetseq
